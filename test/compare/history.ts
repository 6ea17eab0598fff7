/** A small repository and twelve changes of it, each from the state before: seven that matter, five that do not. */

const BUILD = `name: Build
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with:
          persist-credentials: false
      - run: npm ci --ignore-scripts
      - name: Unit tests
        run: npm test
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with:
          persist-credentials: false
      - run: npx eslint .
`;
const TRIAGE = `name: Triage
on:
  issue_comment:
    types: [created]
permissions: {}
jobs:
  command:
    if: contains(fromJSON('["OWNER","MEMBER"]'), github.event.comment.author_association)
    runs-on: ubuntu-latest
    steps:
      - name: Run the command
        run: ./triage.sh "\${{ github.event.comment.body }}"
        env:
          BOT_KEY: \${{ secrets.TRIAGE_KEY }}
`;
const RELEASE = `name: Release
on:
  release:
    types: [published]
permissions:
  contents: read
  id-token: write
jobs:
  publish:
    environment: npm
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@11bd71901bbe5b1630ceea73d27597364c9af683
        with:
          persist-credentials: false
      - uses: acme/notes@8f4b7f84864484a7bf31766abe9204da3cbe65b3
      - run: npm publish --provenance
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`;
const COMMENT = `name: Comment
on:
  pull_request_target:
permissions:
  pull-requests: write
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: gh pr comment "$NUMBER" --body 'Thank you'
        env:
          GH_TOKEN: \${{ github.token }}
          NUMBER: \${{ github.event.number }}
`;

export type Files = Readonly<Record<string, string>>;
const at = (name: string): string => `.github/workflows/${name}.yml`;

export const START: Files = {
  [at('build')]: BUILD,
  [at('triage')]: TRIAGE,
  [at('release')]: RELEASE,
  [at('comment')]: COMMENT,
  '.github/CODEOWNERS': '/.github/ @acme/platform\n',
  'package.json': '{ "name": "@acme/widget", "version": "1.0.0" }\n',
  'package-lock.json': '{ "name": "@acme/widget", "lockfileVersion": 3, "packages": {} }\n',
};

export interface Change {
  readonly title: string;
  readonly edit: (files: Files) => Files;
}

const inFile =
  (name: string, from: string, to: string) =>
  (files: Files): Files => {
    const text = files[at(name)] ?? '';
    if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
    return { ...files, [at(name)]: text.replaceAll(from, to) };
  };
const without = (files: Files, name: string): Files => Object.fromEntries(Object.entries(files).filter(([file]) => file !== name));

export const CHANGES: Readonly<Record<string, Change>> = {
  rights: {
    title: 'a right too many, among other lines',
    edit: inFile('comment', 'permissions:\n  pull-requests: write', 'permissions:\n  pull-requests: write\n  contents: write'),
  },
  gate: {
    title: 'a gate that lets strangers in',
    edit: inFile('triage', `'["OWNER","MEMBER"]'`, `'["OWNER","MEMBER","NONE"]'`),
  },
  trigger: {
    title: 'a trigger with rights for what strangers write',
    edit: (files) =>
      inFile(
        'build',
        '  pull_request:\n',
        '  pull_request_target:\n',
      )(
        inFile(
          'build',
          '          persist-credentials: false\n      - run: npm ci',
          '          persist-credentials: false\n          ref: ${{ github.event.pull_request.head.sha }}\n      - run: npm ci',
        )(files),
      ),
  },
  unpinned: {
    title: 'an action that can be moved again',
    edit: inFile('release', 'acme/notes@8f4b7f84864484a7bf31766abe9204da3cbe65b3', 'acme/notes@v2'),
  },
  owners: {
    title: 'owners of the workflows gone, in a file far away',
    edit: (files) => ({ ...files, '.github/CODEOWNERS': '/docs/ @acme/writers\n' }),
  },
  secret: {
    title: 'a secret where it was not',
    edit: inFile('comment', '          NUMBER:', '          SLACK: ${{ secrets.SLACK_TOKEN }}\n          NUMBER:'),
  },
  mended: {
    title: 'text handed over through a variable',
    edit: (files) =>
      inFile(
        'triage',
        '"${{ github.event.comment.body }}"',
        '"$BODY"',
      )(inFile('triage', '          BOT_KEY:', '          BODY: ${{ github.event.comment.body }}\n          BOT_KEY:')(files)),
  },
  jobRenamed: {
    title: 'a job renamed',
    edit: inFile('build', '  test:\n', '  unit:\n'),
  },
  fileMoved: {
    title: 'a file moved',
    edit: (files) => without({ ...files, [at('publish')]: files[at('release')] ?? RELEASE }, at('release')),
  },
  reordered: {
    title: 'keys in another order, comments, blank lines',
    edit: (files) => ({
      ...files,
      [at('triage')]:
        `# What the team asks for in comments.\n${(files[at('triage')] ?? TRIAGE).replace('permissions: {}\n', '').replace('on:\n', 'permissions: {}\n\non:\n')}`,
    }),
  },
  stepAdded: {
    title: 'a harmless step before the others',
    edit: inFile('build', '    steps:\n', '    steps:\n      - run: node --version\n'),
  },
  upgraded: {
    title: 'a pinned action at another commit',
    edit: inFile('release', '8f4b7f84864484a7bf31766abe9204da3cbe65b3', '1d96c772d19495a3b5c517cd2bc0cb401ea0529f'),
  },
};
