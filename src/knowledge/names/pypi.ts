/** Packages of PyPI that many projects depend on, and sound ones whose names lie close to theirs. */
export const PYPI_PACKAGES: readonly string[] = `
requests urllib3 httpx aiohttp httplib2 certifi idna chardet charset-normalizer requests-oauthlib oauthlib requests-toolbelt requests-mock responses
numpy scipy pandas polars matplotlib seaborn plotly bokeh pillow scikit-learn scikit-image statsmodels sympy networkx numba cython xarray dask pyarrow
torch torchvision torchaudio tensorflow tensorflow-cpu keras jax transformers tokenizers datasets huggingface-hub accelerate diffusers sentencepiece nltk spacy gensim xgboost lightgbm catboost opencv-python openai anthropic langchain gradio streamlit
django djangorestframework django-cors-headers flask flask-cors flask-login flask-wtf fastapi starlette uvicorn gunicorn hypercorn tornado bottle sanic werkzeug jinja2 markupsafe itsdangerous click typer rich textual tqdm colorama termcolor
sqlalchemy alembic psycopg psycopg2 psycopg2-binary pymysql mysqlclient pymongo redis celery kombu elasticsearch peewee asyncpg
boto3 botocore s3transfer awscli aws-sam-cli moto google-cloud-storage google-auth google-api-core google-api-python-client azure-identity azure-core azure-storage-blob azure-cli kubernetes docker docker-compose
pytest pytest-cov pytest-xdist pytest-asyncio pytest-mock pytest-timeout pytest-env coverage tox nox hypothesis mock nose unittest2 selenium playwright freezegun factory-boy faker
black isort flake8 pylint mypy ruff pyright autopep8 yapf bandit pre-commit pycodestyle pyflakes pydocstyle mccabe codespell interrogate
setuptools wheel build twine pip pip-tools pipenv poetry poetry-core hatch hatchling flit flit-core virtualenv setuptools-scm setuptools-rust maturin cibuildwheel packaging pyinstaller
pydantic pydantic-core attrs cattrs marshmallow jsonschema simplejson ujson orjson msgpack pyyaml ruamel.yaml toml tomli tomlkit lxml beautifulsoup4 html5lib xmltodict defusedxml markdown mistune
cryptography pycryptodome pycrypto pyopenssl pyjwt python-jose passlib bcrypt paramiko fabric fabric2 invoke pexpect ansible ansible-core ansible-lint sshtunnel
python-dateutil pytz tzdata arrow pendulum six typing-extensions importlib-metadata zipp pluggy filelock platformdirs appdirs decorator wrapt psutil python-dotenv dotenv environs
sphinx sphinx-rtd-theme myst-parser mkdocs mkdocs-material docutils pygments nbconvert notebook jupyter jupyterlab ipython ipykernel nbsphinx
grpcio grpcio-tools protobuf websockets websocket-client pyzmq twisted gevent eventlet anyio trio
semgrep safety checkov detect-secrets pip-audit cyclonedx-bom conan pynacl gitpython pygithub python-gitlab semantic-version python-semantic-release bump2version commitizen
pywin32 pyserial pyusb scrapy parsel html2text feedparser openpyxl xlrd xlsxwriter python-docx reportlab
ultralytics shapely geopandas rasterio fiona pyproj astropy biopython qiskit ray mlflow wandb optuna prefect apache-airflow great-expectations dbt-core
`
  .trim()
  .split(/\s+/);
