import { describe, expect, it } from 'vitest';
import { ARTIFACT, only, PROPOSED, run, secret, TRUSTED, tainted } from './run.ts';

const MANIFEST = { 'package.json': '{"name":"@acme/x","devDependencies":{"eslint":"9"}}', 'requirements.txt': 'x' };
const env = { NODE_AUTH_TOKEN: secret('NPM_TOKEN'), GH_TOKEN: secret('token'), BODY: tainted('issue.body') };
const KINDS_OF_SHIPPING = new Set(['publish', 'deploy', 'write', 'dispatch', 'login', 'sign', 'attest', 'verify']);

describe('shipping', () => {
  const ships = (text: string): readonly string[] =>
    run(text, { env, files: MANIFEST }).effects.flatMap((e) =>
      e.kind === 'publish'
        ? [`publish ${e.publication.id} ${e.credential}`]
        : e.kind === 'deploy'
          ? [`deploy ${e.target}`]
          : e.kind === 'write'
            ? [`${e.capability} ${e.credential}`]
            : KINDS_OF_SHIPPING.has(e.kind)
              ? [e.kind]
              : [],
    );
  it.each([
    ['npm publish --provenance --access public', 'publish npm:@acme/x NPM_TOKEN'],
    ['npm publish --dry-run', ''],
    ['twine upload dist/*', 'publish pypi:unknown null'],
    ['docker push ghcr.io/acme/x:1', 'publish image:ghcr.io/acme/x null'],
    ['docker buildx build --push -t ghcr.io/acme/x:latest .', 'publish image:ghcr.io/acme/x null'],
    ['docker buildx build -t x .', ''],
    ['docker push localhost:5000/x', ''],
    ['gh release create v1 dist/*', 'publish release:repository token'],
    ['mvn -B clean deploy', 'publish maven:unknown null'],
    ['mvn -B verify', ''],
    ['./gradlew :lib:publish', 'publish maven:unknown null'],
    ['cargo publish', 'publish cargo:unknown null'],
    ['kubectl apply -f app.yaml', 'deploy kubernetes'],
    ['kubectl get pods', ''],
    ['terraform plan', ''],
    ['terraform apply -auto-approve', 'deploy terraform'],
    ['aws s3 sync dist s3://x', 'deploy aws'],
    ['aws s3 ls', ''],
    ['rsync -a a b', ''],
    ['rsync -az dist/ deploy@host:/srv', 'deploy servers'],
    ['git push', 'write-source null'],
    ['git push https://x:${GH_TOKEN}@github.com/o/r HEAD:main', 'write-source token'],
    ['git remote set-url origin https://x:${GH_TOKEN}@github.com/o/r\ngit push --tags', 'write-source token'],
    ['git push --dry-run', ''],
    ['gh pr merge --auto --squash 1', 'write-source token'],
    ['gh pr review --approve 1', 'write-review token'],
    ['gh pr comment 1 -b hi', 'write-review token'],
    ['gh issue comment 1 -b hi', 'write-issues token'],
    ['gh api repos/o/r/issues/1/comments -f body=x', 'write-issues token'],
    ['gh api -X PUT repos/o/r/pulls/1/merge', 'write-source token'],
    ['gh api repos/o/r/pulls', ''],
    ['gh workflow run deploy.yml', 'dispatch'],
    ['echo "$P" | docker login -u x --password-stdin', 'login'],
    ['cosign sign --yes x', 'sign'],
    ['gh attestation verify x -R o/r', 'verify'],
    ['if true; then npm publish; fi', 'publish npm:@acme/x NPM_TOKEN'],
    ['retry_push() { for i in 1 2 3; do "$@" && return; done; }\nretry_push git push origin main', 'write-source null'],
    ['cmd=(npm publish); "${cmd[@]}"', 'publish npm:@acme/x NPM_TOKEN'],
  ])('%j: %s', (text, expected) => expect(ships(text).join(',')).toBe(expected));
  it('a deployment takes what lies in the workspace', () =>
    expect(only(run('aws s3 sync out s3://x', { materials: [TRUSTED, ARTIFACT('out')] }), 'deploy')[0]?.materials.map((m) => m.kind)).toEqual([
      'checkout',
      'artifact',
    ]));
  it('a login by identity', () =>
    expect(only(run('aws sts assume-role-with-web-identity --role-arn arn:aws:iam::1:role/x --role-session-name y'), 'login')[0]).toMatchObject({
      by: 'identity',
      identity: 'arn:aws:iam::1:role/x',
    }));
});

describe('installs', () => {
  const installs = (text: string): readonly string[] =>
    only(run(text), 'install').map((e) => `${e.manager} ${e.locked} ${e.runsScripts} [${e.packages.join(' ')}] ${e.directory}`.trim());
  it.each([
    ['npm ci', 'npm true unknown []'],
    ['npm ci --ignore-scripts', 'npm true false []'],
    ['npm install', 'npm unknown unknown []'],
    ['cd web && npm install left-pad', 'npm false unknown [left-pad] web'],
    ['pnpm install --frozen-lockfile', 'pnpm true unknown []'],
    ['yarn', 'yarn unknown true []'],
    ['yarn install --immutable --mode=skip-build', 'yarn true false []'],
    ['pip install -r web/requirements.txt', 'pip false true [] web'],
    ['pip install --require-hashes -r requirements.txt', 'pip true true []'],
    ['python -m pip install --upgrade pip build', 'pip false true [pip build]'],
    ['pip install "uv>=0.4"', 'pip false true [uv>=0.4]'],
    ['uv sync --locked', 'uv true true []'],
    ['cargo install --locked cargo-deny', 'cargo true true [cargo-deny]'],
    ['go install example.com/x@latest', 'go false false [example.com/x@latest]'],
    ['sudo apt-get install -y jq', 'apt false true [jq]'],
    ['npm run build', ''],
  ])('%j: %s', (text, expected) => expect(installs(text).join(',')).toBe(expected));
  it('packages that are run from a registry', () => {
    expect(run('npx cowsay@1.2.3 hi').uses.map((c) => `${c.id} ${c.pin}`)).toEqual(['package:npm/cowsay@1.2.3 tag']);
    expect(run('uvx ruff check').uses.map((c) => `${c.id} ${c.pin}`)).toEqual(['package:pypi/ruff@ none']);
    expect(run('npx eslint .', { files: MANIFEST }).uses).toEqual([]);
  });
});

describe('scripts from the network', () => {
  const remote = (text: string): readonly string[] => only(run(text, { files: {} }), 'remote-script').map((e) => `${e.url} ${e.verified}`);
  const U = 'https://get.example.com/i.sh';
  const SUM = 'a'.repeat(64);
  it.each([
    [`curl -fsSL ${U} | bash`, false],
    [`curl -fsSL ${U} | sudo -E bash -s -- -b /usr/local/bin`, false],
    [`wget -qO- ${U} | sh`, false],
    [`bash <(curl -s ${U})`, false],
    [`bash -c "$(curl -fsSL ${U})"`, false],
    [`eval "$(curl -fsSL ${U})"`, false],
    [`source <(curl -s ${U})`, false],
    [`curl -o i.sh ${U}; chmod +x i.sh; ./i.sh`, false],
    [`curl -O ${U} && sh i.sh`, false],
    [`wget ${U}\nbash i.sh`, false],
    [`curl -o i.sh ${U}\necho "${SUM}  i.sh" | sha256sum -c\nbash i.sh`, true],
    [`curl -o i.sh ${U}; curl -o i.sha ${U}.sha256; sha256sum -c i.sha; bash i.sh`, false],
    [`curl -o i.sh ${U}\ngpg --verify i.sig i.sh\nbash i.sh`, true],
  ])('%j', (text, verified) => expect(remote(text)).toEqual([`${U} ${verified}`]));
  it('a binary out of an archive', () =>
    expect(remote('curl -sL https://example.com/t.tgz | tar xz\n./tool --version')).toEqual(['https://example.com/t.tgz false']));
  it('a binary that is put on the path', () =>
    expect(remote('curl -Lo tool https://example.com/tool\nsudo install tool /usr/local/bin/tool\ntool run')).toEqual([
      'https://example.com/tool false',
    ]));
  it.each([`curl ${U} > out.json`, `curl ${U} | jq .`, `curl -o i.sh ${U}`, 'bash i.sh'])('nothing is run by %j', (text) =>
    expect(remote(text)).toEqual([]),
  );
  it('a commit in the address fixes what it serves', () =>
    expect(run(`curl https://raw.githubusercontent.com/o/r/${'a'.repeat(40)}/i.sh | sh`).uses[0]?.pin).toBe('commit'));
});

describe('containers and agents', () => {
  it.each([
    ['docker run -v /var/run/docker.sock:/var/run/docker.sock x', 1],
    ['docker run --privileged x', 1],
    ['docker run -v /:/host x', 1],
    ['docker run -v "$PWD:/src" x', 0],
    ['docker run x --privileged', 0],
  ])('%j', (text, count) => expect(only(run(text), 'host-access')).toHaveLength(count));
  it('an image is a component', () => expect(run('docker run --rm ghcr.io/o/x:1 a').uses.map((c) => c.id)).toEqual(['image:ghcr.io/o/x@1']));
  it('an agent reads its prompt and its folder', () => {
    const agent = (text: string): unknown => {
      const found = only(run(text, { env, materials: [PROPOSED] }), 'agent')[0];
      return found === undefined ? null : `${found.agent} ${found.tools} ${found.influences.length} ${found.materials.length}`;
    };
    expect(agent('claude -p "Triage $BODY" --allowedTools "Bash"')).toBe('Claude Code shell 1 1');
    expect(agent('claude -p "Summarise" --allowedTools "Read,Grep"')).toBe('Claude Code read 0 1');
    expect(agent('echo "$BODY" | npx -y @anthropic-ai/claude-code -p --dangerously-skip-permissions')).toBe('Claude Code shell 1 1');
    expect(agent('codex exec "fix"')).toBe('Codex read 0 1');
    expect(agent('claude --version')).toBe(null);
  });
});
