// Repositories to measure on where no real ones are at hand: the same ones every time.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const TRIGGERS = ['pull_request', 'push', 'pull_request_target', 'workflow_dispatch', 'issue_comment', 'schedule'];
const on = (trigger) => (trigger === 'schedule' ? 'on:\n  schedule:\n    - cron: "0 4 * * 1"' : `on: ${trigger}`);

const workflow = (n) => `name: workflow ${n}
${on(TRIGGERS[n % TRIGGERS.length])}
permissions:
  contents: ${n % 4 === 0 ? 'write' : 'read'}
jobs:
  build:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        node: [20, 22]
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: \${{ matrix.node }}
          cache: npm
      - run: npm ci
      - run: npm test -- --shard=${n}
      - run: echo "\${{ github.event.pull_request.title }}" >> title-${n}.txt
      - uses: actions/upload-artifact@v4
        with:
          name: dist-${n}
          path: dist
  publish:
    needs: build
    if: github.ref == 'refs/heads/main'
    runs-on: ubuntu-latest
    environment: ${n % 3 === 0 ? 'release' : 'test'}
    steps:
      - uses: actions/download-artifact@v4
        with:
          name: dist-${n}
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN_${n % 5} }}
`;

const PACKAGE = `${JSON.stringify({ name: '@acme/thing', version: '1.0.0', dependencies: { express: '^4.0.0' } }, null, 2)}\n`;

/** One repository with workflows `from` … `to - 1`. */
export const generateRepository = (folder, from, to) => {
  mkdirSync(join(folder, '.github/workflows'), { recursive: true });
  writeFileSync(join(folder, 'package.json'), PACKAGE);
  for (let n = from; n < to; n++) writeFileSync(join(folder, `.github/workflows/w${n}.yml`), workflow(n));
};

/** An organisation: `count` workflows in repositories of ten. Gives the folders of the repositories. */
export const generateOrganisation = (folder, count) =>
  Array.from({ length: Math.ceil(count / 10) }, (_, r) => {
    const repository = join(folder, `repository-${r}`);
    generateRepository(repository, r * 10, Math.min(count, r * 10 + 10));
    return repository;
  });
