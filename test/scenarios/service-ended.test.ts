/** A service that is gone on the day that is judged takes no deployment any more. */
import { expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const FILES = {
  '.github/workflows/deploy.yml': `on: pull_request_target
permissions: { id-token: write }
jobs:
  deploy:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - uses: denoland/deployctl@612f23df2bcc54ad4d3d8f1ac33f21a1ab7a9c1c
        with: { project: shop, entrypoint: main.ts }
`,
};

it.each([
  ['2026-07-19', ['deployment deno-deploy/shop']],
  ['2026-07-20', []],
])('on %s it takes %j', async (asOf, deployed) => {
  const { assets } = await analyse(FILES, { asOf });
  expect(assets.filter(({ kind }) => kind === 'infrastructure').map(({ name }) => name)).toEqual(deployed);
});
