/** Files of a change that nobody has reviewed go out as they are: nothing of it has to run. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const HEAD = "ref: '${{ github.event.pull_request.head.sha }}', persist-credentials: false";
const job = (steps: string, checkout = HEAD, on = 'pull_request_target') => ({
  '.github/workflows/ship.yml': `on: ${on}
permissions: { contents: write, pages: write, id-token: write }
jobs:
  ship:
    runs-on: ubuntu-latest
    env:
      KUBECONFIG: \${{ secrets.KUBECONFIG }}
      AWS_ACCESS_KEY_ID: \${{ secrets.AWS_ID }}
      AWS_SECRET_ACCESS_KEY: \${{ secrets.AWS_KEY }}
      GH_TOKEN: \${{ github.token }}
      TWINE_PASSWORD: \${{ secrets.PYPI }}
      N: \${{ github.event.number }}
    steps:
      - uses: actions/checkout@v4
        with: { ${checkout} }
${steps.replace(/^/gm, '      ')}
`,
});
const shipped = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> =>
  (await analyse(files, { asOf: '2025-06-01' })).paths
    .filter((p) => p.actor === 'outsider' && p.steps.some((s) => s.rule === 'source/shipped-change'))
    .map((p) => p.asset);
const run = (command: string): string => `- run: ${command}`;

describe('files of the change', () => {
  it.each([
    ['kubectl apply -f k8s/', 'deployment:kubernetes'],
    ['kubectl apply -k overlays/production', 'deployment:kubernetes'],
    ['helm upgrade --install app ./chart', 'deployment:kubernetes'],
    ['helm upgrade app registry/app -f values.yaml', 'deployment:kubernetes'],
    ['aws s3 sync ./site s3://www.example.org', 'deployment:aws'],
    ['aws s3 sync site s3://www.example.org', 'deployment:aws'],
    ['rsync -a site/ deploy@www.example.org:/var/www', 'deployment:servers'],
    ['aws cloudformation deploy --template-file stack.yml --stack-name app', 'deployment:aws'],
    ['gh release upload v1 tool.sh --clobber', 'release:repository'],
    ['twine upload dist/*', 'publication:pypi:unknown'],
  ])('are shipped by %j', async (command, asset) => expect(await shipped(job(run(command)))).toContain(asset));

  it('are shipped by an action that is given their folder', async () => {
    const pages = (more: string) =>
      `- uses: peaceiris/actions-gh-pages@v4\n  with: { github_token: '\${{ github.token }}', publish_dir: ./site${more} }`;
    expect(await shipped(job(pages('')))).toEqual(['publication:pages:repository']);
    expect(await shipped(job(pages(", destination_dir: 'preview/${{ github.event.number }}'")))).toEqual([]);
    expect(await shipped(job(pages(', destination_dir: previews')))).toEqual([]);
  });

  it.each([
    'kubectl get pods',
    'kubectl rollout restart deployment/app',
    'kubectl set image deployment/app app=app:1.2.3',
    'helm upgrade --install app registry/app',
    // A place of its own for each change, or one before production.
    'aws s3 sync ./site "s3://previews.example.org/$N"',
    'aws s3 sync ./site s3://staging.example.org',
    'aws s3 sync ./site s3://www.example.org/preview/',
    'gh release upload "pr-$N" tool.sh',
    'gh release create v1 --notes hello',
    'kubeconform k8s/',
    'helm lint ./chart',
    'echo "{}" > out.json && aws s3 cp out.json s3://www.example.org/out.json',
  ])('stay where they are by %j', async (command) => expect(await shipped(job(run(command)))).toEqual([]));

  it('lie where the change was checked out, and not in the team’s own files beside it', async () => {
    const beside = (command: string) => job(`- uses: actions/checkout@v4\n  with: { path: change, ${HEAD} }\n- run: ${command}`, "ref: ''");
    expect(await shipped(beside('kubectl apply -f k8s/'))).toEqual([]);
    expect(await shipped(beside('kubectl apply -f change/k8s/'))).toContain('deployment:kubernetes');
    expect(await shipped(job(run('kubectl apply -f k8s/'), "ref: ''"))).toEqual([]);
  });

  it('are those of whoever names the ref, too', async () => {
    const named = "ref: '${{ github.event.comment.body }}', persist-credentials: false";
    expect(await shipped(job(run('kubectl apply -f k8s/'), named, 'issue_comment'))).toContain('deployment:kubernetes');
    const number = "ref: 'v${{ github.event.comment.id }}', persist-credentials: false";
    expect(await shipped(job(run('kubectl apply -f k8s/'), number, 'issue_comment'))).toEqual([]);
  });

  it('are kept back by what keeps the job, its secrets or the checkout back', async () => {
    const gated = job(run('kubectl apply -f k8s/'));
    const closed = Object.fromEntries(
      Object.entries(gated).map(([file, text]) => [
        file,
        text.replace('    env:', '    if: github.event.pull_request.head.repo.fork == false\n    env:'),
      ]),
    );
    expect(await shipped(closed)).toEqual([]);
    expect(await shipped(job(run('kubectl apply -f k8s/'), HEAD, 'pull_request'))).toEqual([]);
    expect((await analyse(gated, { asOf: '2026-11-01' })).paths.filter((p) => p.actor === 'outsider')).toEqual([]);
  });
});
