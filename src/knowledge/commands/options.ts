/** Options that take the next word as their value, and options that name the folder a command works in. */

/** By command. Without them an operand could not be told from the value of an option. */
const VALUED: Readonly<Record<string, string>> = {
  npm: '-C --prefix -w --workspace --registry --tag --otp --access --omit --include --loglevel --cache --userconfig -p --package -c --call',
  npx: '-p --package -c --call --registry --prefix',
  pnpm: '-C --dir -F --filter --registry --reporter --tag --access --package',
  yarn: '--cwd --registry --mode --network-timeout --cache-folder --use-yarnrc --tag --access -p --package',
  bun: '--cwd -c --config --registry',
  make: '-C --directory -f --file --makefile -I --include-dir -o -W -O',
  patch: '-i --input -d --directory -p --strip -o --output -r --reject-file -B -F -D -z -V -Y',
  git: '-C -c --git-dir --work-tree --namespace -b -B -m --message -u --upload-pack --depth --branch -o --origin --author --date -F --format -n --max-count --since --reference --exec-path -s --strategy -X --strategy-option --user --onto --jobs -j',
  gh: '-R --repo -t --title -b --body -F --body-file -H --head -B --base -l --label --add-label --remove-label -a --assignee -r --reviewer -q --jq --json --template -X --method -f --raw-field --field --input --notes --notes-file --target -n --name -p --pattern -D --dir --hostname --cache -L --limit -S --search -s --state --author --ref --branch --commit -w --workflow --app --owner --bundle --subject -m --milestone --add-assignee --remove-assignee --add-reviewer --signer-workflow --cert-identity --cert-oidc-issuer',
  pip: '-r --requirement -c --constraint -i --index-url --extra-index-url -t --target --only-binary --no-binary -f --find-links --prefix --root --proxy --python --platform --python-version --implementation --abi --cache-dir --config-settings --timeout --retries -e --editable',
  uv: '-r --requirement --requirements -c --constraint -i --index-url --extra-index-url --index --default-index --python -p --directory --project --with --from --group --extra --package --find-links -f --cache-dir --with-requirements -e --editable --only-group --no-group --config-file --publish-url --check-url --token -t --username -u',
  uvx: '--from --with --python -p --index-url --index --with-requirements',
  pipx: '--spec --python --pip-args --index-url --suffix',
  poetry: '-C --directory -P --project --with --without --only -E --extras -r --repository -u --username -p --password -G --group',
  pytest: '-k -m -c --rootdir -n -o --junitxml --junit-xml --cov-config --cov-report --maxfail --durations -p -W --timeout --ignore --deselect',
  tox: '-e -c --conf --workdir',
  nox: '-s --session -f --noxfile -t -e -p --python',
  python: '-W -X',
  cargo:
    '--manifest-path --target --target-dir -p --package --features -F --bin --example --test --bench --profile -j --jobs --registry --token --index --version --git --rev --tag --branch --root --path --config -Z --color --message-format -C --exclude',
  go: '-C -o -tags -ldflags -run -timeout -coverprofile -covermode -count -mod -modfile -p -bench -exec -coverpkg -parallel -cpu -vet -gcflags -asmflags -overlay',
  gradle: '-p --project-dir -b --build-file -c --settings-file -I --init-script -x --exclude-task -g --gradle-user-home --max-workers',
  mvn: '-f --file -pl --projects -P --activate-profiles -s --settings -gs -T --threads -rf --resume-from -l --log-file -t',
  docker:
    '-f --file -t --tag --build-arg --target --platform -v --volume -e --env --env-file -w --workdir --name --network --net -p --publish -u --user --entrypoint --mount --label -l --cache-from --cache-to --output -o --secret --ssh --builder --progress --add-host --ulimit --memory -m --cpus --cap-add --cap-drop --device --security-opt --hostname -h --link --dns --log-driver --restart --runtime --shm-size --tmpfs --volumes-from --gpus --ipc --pid --userns --username --password --config --context -H --host --metadata-file --iidfile --build-context --attest --sbom --provenance --annotation --project-directory --profile --cidfile --pull --health-cmd',
  kubectl:
    '-f --filename -n --namespace --context --kubeconfig -k --kustomize -l --selector -o --output -p --patch --type --timeout --server -s --token --image --as --user --cluster -c --container',
  helm: '-f --values -n --namespace --set --set-string --set-file --version --repo --kube-context --kubeconfig --timeout --username --password --registry-config -d --destination --description --post-renderer',
  terraform: '-target -var -var-file -backend-config -lock-timeout -parallelism -out -state -refresh',
  aws: '--region --profile --output --query --cluster --service --task-definition --function-name --zip-file --image-uri --stack-name --template-file --s3-bucket --exclude --include --acl --endpoint-url --cache-control --parameter-overrides --capabilities --role-arn --role-session-name --web-identity-token --distribution-id --paths --cli-input-json --application-name --secret-id --name --type',
  gcloud:
    '--project --region --image --platform --source --service-account --tag --config --zone --cluster --format --key-file --cred-file --account --memory --env-vars-file --set-env-vars --runtime --entry-point --location --impersonate-service-account --machine-type --port',
  az: '-g --resource-group -n --name --subscription --src-path --src -t --type -u --username -p --password --tenant --federated-token --output -o --image --query --location -l --slot --settings --template-file -f --container-name -c -s --source -d --destination --account-name --account-key --sas-token --registry -r',
  curl: '-o --output -H --header -d --data --data-raw --data-binary --data-urlencode -X --request -u --user -A --user-agent -F --form -T --upload-file -b --cookie -c --cookie-jar -e --referer -K --config -m --max-time --connect-timeout --retry --retry-delay --retry-max-time -w --write-out -x --proxy --url --cacert --cert --key -E --output-dir --oauth2-bearer --json --resolve -r --range --proto --max-redirs -C --continue-at -z',
  wget: '-O --output-document -P --directory-prefix -o --output-file -a -t --tries -T --timeout --header --user --password --post-data --post-file -U --user-agent -i --input-file -w --wait --body-data --method --waitretry',
  ssh: '-i -p -o -l -F -J -L -R -D -b -c -E -e -m -O -Q -S -W -w',
  scp: '-i -P -o -F -c -J -l -S',
  rsync:
    '-e --rsh --exclude --include --exclude-from --include-from --files-from --rsync-path --password-file --port --filter -f --chmod --chown --timeout --link-dest',
  twine: '-r --repository --repository-url -u --username -p --password -c --comment --config-file --cert -i --identity',
  gem: '-k --key --host -v --version -o --output --otp -i --install-dir --source -s -n --bindir',
  dotnet:
    '-s --source -k --api-key -c --configuration -o --output -f --framework -r --runtime -v --verbosity --version --project -p --property --add-source --configfile --results-directory --logger -l --filter --collect --settings --tool-path --timeout -t --arch --os',
  cosign:
    '--key --certificate-identity --certificate-oidc-issuer --certificate-identity-regexp --certificate-oidc-issuer-regexp -a --annotations --output-signature --output-certificate --certificate --signature --bundle --predicate --type --rekor-url --fulcio-url --identity-token --registry-username --registry-password',
  gpg: '-u --local-user --passphrase --passphrase-fd --passphrase-file -o --output --homedir --pinentry-mode --keyserver --default-key -r --recipient --keyring',
  jq: '-f --from-file --indent -L',
  sed: '-e --expression -f --file -l --line-length',
  awk: '-F --field-separator -v --assign -f --file',
  grep: '-e --regexp -f --file -m --max-count -A -B -C --include --exclude --exclude-dir --color',
  head: '-n --lines -c --bytes',
  tail: '-n --lines -c --bytes',
  cut: '-d --delimiter -f --fields -c --characters -b --bytes --output-delimiter',
  sort: '-k --key -t --field-separator -o --output -S -T',
  tr: '',
  tar: '-f --file -C --directory -X --exclude --exclude-from -T --files-from -I --use-compress-program --transform --strip-components --strip --to-command --checkpoint-action --xform -b',
  unzip: '-d -x -P',
  xargs: '-I -n --max-args -P --max-procs -L -d --delimiter -a --arg-file -E -s',
  node: '-r --require --import --loader --experimental-loader --conditions -C --env-file --input-type --test-reporter --test-name-pattern',
  bash: '-o -O --rcfile --init-file',
  sudo: '-u --user -g --group -h --host -p --prompt -C -r -t -D --chdir',
  env: '-u --unset -C --chdir -S --split-string',
  timeout: '-s --signal -k --kill-after',
  nice: '-n --adjustment',
  claude:
    '--allowedTools --allowed-tools --disallowedTools --disallowed-tools --tools --model --output-format --max-turns --append-system-prompt --system-prompt --mcp-config --permission-mode --settings --add-dir --session-id --input-format --fallback-model --permission-prompt-tool --json-schema --append-system-prompt-file',
  codex: '-m --model -c --config -C --cd -s --sandbox -p --profile -i --image -o --output-last-message --output-schema -a --ask-for-approval',
  gemini: '-m --model --approval-mode --allowed-tools --include-directories -e --extensions --output-format',
  ansible: '-i --inventory -e --extra-vars -u --user --private-key --vault-password-file -l --limit -t --tags',
  vsce: '-p --pat --target -o --out -i --packagePath --baseContentUrl',
  pwsh: '-WorkingDirectory -ExecutionPolicy -ep',
  wrangler: '-c --config --env -e --name --project-name --branch --commit-hash',
  vercel: '--token -t --scope -S --cwd --local-config -A --env -e --build-env -b --target',
  netlify: '--dir -d --site -s --auth -a --message -m --alias --functions -f --filter --context',
  flyctl: '-c --config -a --app --image -i --dockerfile -t --access-token --region -r --build-arg',
  firebase: '--project -P --token --only --except --config -c --message -m',
  swift: '-c --configuration --package-path --product --filter',
  mkdocs: '-f --config-file -d --site-dir -b --remote-branch -r --remote-name -m --message',
  pre_commit: '-c --config --from-ref --to-ref --files --hook-stage',
};

/** Commands that take the options of another. */
const SAME: Readonly<Record<string, string>> = {
  pip3: 'pip',
  podman: 'docker',
  nerdctl: 'docker',
  'docker-compose': 'docker',
  gmake: 'make',
  gradlew: 'gradle',
  mvnw: 'mvn',
  python3: 'python',
  tofu: 'terraform',
  nodejs: 'node',
  sh: 'bash',
  zsh: 'bash',
  dash: 'bash',
  gawk: 'awk',
  egrep: 'grep',
  gsed: 'sed',
  bunx: 'npx',
  pnpx: 'npx',
  'ansible-playbook': 'ansible',
  powershell: 'pwsh',
  fly: 'flyctl',
  'py.test': 'pytest',
  'pre-commit': 'pre_commit',
  oc: 'kubectl',
  ovsx: 'vsce',
};

const sets = new Map<string, ReadonlySet<string>>();
export const valuedOptions = (command: string): ReadonlySet<string> => {
  const name = Object.hasOwn(SAME, command) ? (SAME[command] ?? command) : command;
  const known = sets.get(name);
  if (known !== undefined) return known;
  const made = new Set(Object.hasOwn(VALUED, name) ? (VALUED[name] ?? '').split(' ') : []);
  sets.set(name, made);
  return made;
};

/** `file`: the option names a file, and the folder is the one it lies in. */
export const DIRECTORY_OPTIONS: Readonly<Record<string, readonly { readonly option: string; readonly file?: boolean }[]>> = {
  npm: [{ option: '--prefix' }, { option: '-C' }],
  pnpm: [{ option: '-C' }, { option: '--dir' }],
  yarn: [{ option: '--cwd' }],
  bun: [{ option: '--cwd' }],
  make: [{ option: '-C' }, { option: '--directory' }],
  git: [{ option: '-C' }],
  cargo: [{ option: '-C' }, { option: '--manifest-path', file: true }],
  go: [{ option: '-C' }],
  gradle: [{ option: '-p' }, { option: '--project-dir' }],
  gradlew: [{ option: '-p' }, { option: '--project-dir' }],
  mvn: [
    { option: '-f', file: true },
    { option: '--file', file: true },
  ],
  mvnw: [
    { option: '-f', file: true },
    { option: '--file', file: true },
  ],
  terraform: [{ option: '-chdir' }],
  tofu: [{ option: '-chdir' }],
  uv: [{ option: '--directory' }, { option: '--project' }],
  poetry: [{ option: '-C' }, { option: '--directory' }, { option: '-P' }],
  pytest: [{ option: '--rootdir' }],
  tox: [{ option: '-c', file: true }],
  composer: [{ option: '-d' }, { option: '--working-dir' }],
  vercel: [{ option: '--cwd' }],
  codex: [{ option: '-C' }, { option: '--cd' }],
  swift: [{ option: '--package-path' }],
  env: [{ option: '-C' }, { option: '--chdir' }],
};
