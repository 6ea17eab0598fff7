/** A preview of a change is not production: pairs of a command that goes live and the same one that only shows the change. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const files = (step: string): Readonly<Record<string, string>> => ({
  '.github/workflows/site.yml': `on: pull_request_target
permissions: {}
jobs:
  site:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
${step}`,
});
const worst = async (step: string) => {
  const report = await analyse(files(step), { asOf: '2026-01-01' });
  return report.assets
    .filter((a) => a.kind === 'infrastructure')
    .map((a) => `${a.name}: ${report.paths.filter((p) => p.asset === a.id && p.actor === 'outsider').map((p) => p.severity)}`);
};
const run = (command: string) => `      - run: ${command}
        env: { VERCEL_TOKEN: "\${{ secrets.T }}", NETLIFY_AUTH_TOKEN: "\${{ secrets.T }}", FIREBASE_TOKEN: "\${{ secrets.T }}", CLOUDFLARE_API_TOKEN: "\${{ secrets.T }}" }
`;
const uses = (name: string, ...inputs: readonly string[]) => `      - uses: ${name}
        with:
${inputs.map((i) => `          ${i}\n`).join('')}        env: { NETLIFY_AUTH_TOKEN: "\${{ secrets.T }}" }
`;

describe('production and previews', () => {
  it.each([
    ['vercel', 'npx vercel deploy --prod', 'npx vercel deploy'],
    ['vercel', 'vercel promote "$URL"', 'vercel'],
    ['netlify', 'netlify deploy --dir=site --prod', 'netlify deploy --dir=site'],
    ['firebase', 'firebase deploy --only hosting', 'firebase hosting:channel:deploy "pr-1"'],
    ['cloudflare', 'wrangler deploy', 'wrangler versions upload'],
    ['cloudflare', 'wrangler pages deploy dist', 'wrangler pages deploy dist --branch=pr-${{ github.event.number }}'],
    // A fork can call its branch as production is called.
    [
      'cloudflare',
      'wrangler pages deploy dist --branch "${{ github.head_ref }}"',
      'wrangler pages deploy dist --branch "${{ github.event.pull_request.head.sha }}"',
    ],
    [
      'cloudflare',
      'wrangler pages deploy dist --branch="${{ github.sha || \'main\' }}"',
      'B=${{ github.sha }}; wrangler pages deploy dist --branch=$B',
    ],
  ])('%s: `%s` goes live, `%s` does not', async (host, live, preview) => {
    expect(await worst(run(live))).toEqual([`deployment ${host}: critical`]);
    expect(await worst(run(preview))).toEqual([`previews on ${host}: low`]);
  });
  it.each([
    ['netlify', 'nwtgck/actions-netlify@v3', ['publish-dir: site', 'production-branch: main'], ['publish-dir: site']],
    ['vercel/p', 'amondnet/vercel-action@v25', ['vercel-project-id: p', 'vercel-args: --prod'], ['vercel-project-id: p']],
    ['firebase/p', 'FirebaseExtended/action-hosting-deploy@v0', ['projectId: p', 'channelId: live'], ['projectId: p']],
  ])('%s: the action %s', async (host, name, live, preview) => {
    expect(await worst(uses(name, ...live))).toContainEqual(expect.stringContaining(`deployment ${host}`));
    expect(await worst(uses(name, ...preview))).toContainEqual(expect.stringContaining(`previews on ${host}`));
  });
  it.each([
    ['cloudflare/wrangler-action@v3', 'command: pages deploy dist --branch='],
    ['cloudflare/pages-action@v1', 'branch: '],
  ])('the action %s: a commit is no production branch, what may be one is', async (name, input) => {
    const commit = '${{ github.event.pull_request.head.sha }}';
    expect(await worst(uses(name, `${input}${commit}`))).toContainEqual(expect.stringContaining('previews on cloudflare'));
    for (const open of ['main', '${{ github.head_ref }}', "${{ vars.LIVE && 'main' || github.event.pull_request.head.sha }}", `x${commit}`])
      expect(await worst(uses(name, `${input}${open}`))).toContainEqual(expect.stringContaining('deployment cloudflare'));
  });
  it('an option that the files do not tell leaves it at production', async () => {
    expect(await worst(uses('amondnet/vercel-action@v25', 'vercel-project-id: p', 'vercel-args: ${{ vars.ARGS }}'))).toContainEqual(
      expect.stringContaining('deployment vercel/p'),
    );
  });
});

describe('pages in a folder of their own for each change', () => {
  const site = (...inputs: readonly string[]) => files(uses('JamesIves/github-pages-deploy-action@v4', 'folder: site', ...inputs));
  const assets = async (...inputs: readonly string[]) => {
    const { assets: all, paths } = await analyse(site(...inputs), { asOf: '2026-01-01' });
    return all
      .filter(({ id, name }) => /pages|previews on/.test(name) && paths.some((p) => p.asset === id && p.actor === 'outsider'))
      .map(({ name }) => name);
  };
  const there = 'repository-name: acme/previews';
  it.each([
    'target-folder: pr-${{ github.event.number }}',
    'target-folder: ${{ github.event.pull_request.number }}',
    'target-folder: ${{ github.sha }}',
  ])('are previews: %s', async (folder) => expect(await assets(there, folder)).toEqual(['previews on acme/previews']));
  it.each(['target-folder: docs', 'target-folder: ${{ github.head_ref }}', 'clean: false'])('are the site with %s', async (folder) =>
    expect(await assets(there, folder)).toEqual(['pages acme/previews']),
  );
});
