/** Packages of npm that many projects depend on, and sound ones whose names lie close to theirs. */
export const NPM_PACKAGES: readonly string[] = `
react react-dom preact vue svelte next nuxt gatsby angular lodash lodash-es underscore ramda immer axios node-fetch undici got superagent request
express express-session fastify koa hapi body-parser cookie-parser cors helmet morgan compression multer passport jsonwebtoken bcrypt bcryptjs
commander yargs yargs-parser minimist inquirer prompts ora chalk colors color kleur picocolors ansi-styles strip-ansi supports-color debug winston pino log4js
webpack webpack-cli webpack-dev-server rollup parcel esbuild vite vitest turbo rspack browserify gulp gulp-cli grunt grunt-cli
babel-core babel-loader babel-jest babel-eslint core-js regenerator-runtime typescript ts-node ts-jest ts-loader tsx tslib tslint tsup
eslint eslint-config-prettier eslint-plugin-import eslint-plugin-react eslint-plugin-jsx-a11y eslint-plugin-prettier prettier stylelint standard jshint jslint
jest jest-cli jest-environment-jsdom mocha chai sinon ava karma jasmine cypress playwright puppeteer puppeteer-core nyc istanbul supertest nock
rimraf mkdirp glob globby minimatch fast-glob chokidar fs-extra graceful-fs cross-env cross-spawn execa shelljs concurrently nodemon husky lint-staged
semver uuid nanoid moment moment-timezone dayjs date-fns luxon validator zod yup ajv joi qs querystring url-parse path-to-regexp
async bluebird rxjs p-limit p-map p-retry events eventemitter3 through2 readable-stream stream-browserify buffer
dotenv dotenv-expand config rc cosmiconfig js-yaml yaml toml ini json5 xml2js fast-xml-parser cheerio jsdom parse5 htmlparser2 marked markdown-it remark
handlebars mustache ejs pug nunjucks sass node-sass less postcss postcss-loader autoprefixer tailwindcss bootstrap styled-components
css-loader style-loader file-loader url-loader html-webpack-plugin mini-css-extract-plugin terser uglify-js copy-webpack-plugin
mongoose mongodb mysql mysql2 pg pg-promise sequelize typeorm knex prisma redis ioredis sqlite3 better-sqlite3 level firebase firebase-admin firebase-tools
graphql graphql-tag apollo-server apollo-client socket.io socket.io-client ws faye-websocket http-proxy http-proxy-middleware
aws-sdk serverless nodemailer stripe twilio discord.js telegraf slack openai langchain ethers web3 ganache-cli truffle hardhat
redux react-redux redux-thunk redux-saga mobx mobx-react zustand react-router react-router-dom react-scripts create-react-app storybook
jquery jquery-ui d3 three chart.js leaflet highlight.js prismjs codemirror quill
lerna npm-run-all npm-check-updates semantic-release standard-version commitizen conventional-changelog release-it changesets
inherits safe-buffer iconv-lite mime mime-types form-data follow-redirects tough-cookie agent-base https-proxy-agent proxy-agent
lru-cache object-assign is-promise is-number kind-of is-odd left-pad escape-string-regexp ms classnames prop-types invariant deepmerge fast-deep-equal
electron electron-builder node-gyp node-pre-gyp bindings nan sharp canvas jimp pm2 forever http-server serve pnpm yarn bower typedoc jsdoc
`
  .trim()
  .split(/\s+/);
