/** `chokepoint ask` with a scripted person, and the file it leaves. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { askCommand } from '../../src/cli/ask.ts';
import { readDeclarations } from '../../src/settings/declarations/read.ts';
import { withAnswers } from '../../src/settings/declarations/write.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'chokepoint-ask-'));
  mkdirSync(join(root, '.github/workflows'), { recursive: true });
  writeFileSync(
    join(root, '.github/workflows/greet.yml'),
    `on: pull_request_target
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
`,
  );
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const sink = (): { readonly stream: NodeJS.WriteStream; readonly text: () => string } => {
  const chunks: string[] = [];
  const stream = new Writable({
    write(chunk, _, done) {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream: stream as unknown as NodeJS.WriteStream, text: () => chunks.join('') };
};

const ask = async (typed: string, options: Readonly<Record<string, unknown>> = {}) => {
  const [out, err] = [sink(), sink()];
  const code = await askCommand(
    root,
    { asOf: '2026-01-01', ...options },
    { stdin: Readable.from([typed]), stdout: out.stream, stderr: err.stream, env: {} },
  );
  return { code, out: out.text(), err: err.text() };
};
const config = (): string => readFileSync(join(root, 'chokepoint.yml'), 'utf8');
/** Ids in the order in which they were asked. */
const asked = (out: string): readonly string[] => [...out.matchAll(/^ {2}([a-z-]+(?:@\S+)?) · \d+ questions? left/gm)].map((m) => m[1] ?? '');

describe('ask', () => {
  it('asks what changes the most first, and writes the answers with the day and the reason', async () => {
    const { code, out } = await ask('y the organisation page says so\nq\n');
    expect(code).toBe(0);
    const [first] = asked(out);
    expect(first).toBe('default-token-read-only');
    expect(out).toContain('Is the token of a job read-only where the workflow does not say which rights it has?');
    expect(out).toContain('Look at: Repository → Settings → Actions → General');
    const { declarations } = await readDeclarations(config(), 'chokepoint.yml');
    expect(declarations?.settings).toMatchObject([{ id: 'default-token-read-only', value: true, reason: 'the organisation page says so' }]);
    expect(declarations?.settings[0]?.at).toMatch(/^\d{4}-\d{2}-\d{2}$/);
  });

  it('asks no more about what an answer has settled', async () => {
    const all = asked((await ask('\n'.repeat(50))).out);
    expect(all).toContain('branch-protected');
    expect(new Set(all).size).toBe(all.length);
    const private_ = all.indexOf('repository-private');
    expect(private_).toBeGreaterThanOrEqual(0);
    expect(asked((await ask(`${'\n'.repeat(private_)}y\n${'\n'.repeat(50)}`)).out)).not.toContain('fork-approval-all');
  });

  it('asks again when it is not understood, takes Enter for open, and stops where the input does', async () => {
    const { code, out } = await ask('perhaps\n\nN\n');
    expect(code).toBe(0);
    expect(out).toContain('Please answer y or n');
    const { declarations } = await readDeclarations(config(), 'chokepoint.yml');
    expect(declarations?.settings.map(({ value }) => value)).toEqual([false]);
    expect(declarations?.settings[0]?.id).not.toBe(asked(out)[0]);
  });

  it('writes nothing without an answer', async () => {
    expect((await ask('q\n')).out).toContain('nothing is written');
    expect((await ask('')).code).toBe(0);
    expect(existsSync(join(root, 'chokepoint.yml'))).toBe(false);
  });

  it('does not ask what is told, and keeps what else is in the file', async () => {
    const before = '# ours\nsettings:\n  # by hand\n  default-token-read-only: false # since ever\nignore:\n- old/**\n';
    writeFileSync(join(root, 'chokepoint.yml'), before);
    const { out } = await ask('y\nq\n');
    expect(asked(out)).not.toContain('default-token-read-only');
    const after = config();
    const added = after.split('\n').filter((line) => !before.split('\n').includes(line));
    expect(added).toHaveLength(1);
    expect(after.replace(`${added[0]}\n`, '')).toBe(before);
  });

  it('refuses to write into a file that is wrong', async () => {
    writeFileSync(join(root, 'chokepoint.yml'), 'settings:\n  branch-protectd: true\n');
    const { code, err } = await ask('y\n');
    expect(code).toBe(2);
    expect(err).toContain('chokepoint.yml must be right before answers can be written to it');
    expect(config()).toBe('settings:\n  branch-protectd: true\n');
  });
});

describe('answers in a file', () => {
  const answer = (id: string, value: boolean) => [{ id, value, at: '2026-01-01', reason: null }] as const;
  it('replace what was told before and keep its comment', () => {
    expect(withAnswers('settings:\n  branch-protected: true # see the wiki\n', answer('branch-protected', false))).toBe(
      'settings:\n  branch-protected: { value: false, as-of: 2026-01-01 } # see the wiki\n',
    );
  });
  it('make settings where there are none', () => {
    expect(withAnswers('ignore: [a]\n', answer('branch-protected', true))).toBe(
      'ignore: [a]\nsettings:\n  branch-protected: { value: true, as-of: 2026-01-01 }\n',
    );
    expect(withAnswers('settings:\n', answer('branch-protected', true))).toContain('branch-protected: { value: true');
    expect(withAnswers(null, answer('branch-protected', true))).toContain('version: 1\nsettings:\n  branch-protected');
  });
  it('keep names that YAML could take for something else', async () => {
    for (const name of ['a: b', '#1', '@acme/x', 'on', '{x}', "it's", 'a,b']) {
      const id = `runner-ephemeral@${name}`;
      const { declarations, problems } = await readDeclarations(withAnswers(null, answer(id, true)) ?? '', 'x');
      expect(problems).toEqual([]);
      expect(declarations?.settings.map((s) => s.id)).toEqual([id]);
    }
  });
  it.each([
    ['only comments below', 'settings:\n  # a question\n  # tags-protected: true\n\n# more\nignore: []\n', 1],
    ['an odd indentation', 'settings:\n      tags-protected:    true   # why\nignore:\n- a\n', 2],
    ['a long form last', 'settings:\n  tags-protected:\n    value: true\n    reason: |\n      long\n      text\n\nignore: []\n', 6],
    ['a flow mapping', 'settings: { tags-protected: true }\n', 0],
    ['no line break at the end', 'version: 1\nsettings:\n  tags-protected: true', 3],
  ])('leave every other line as it is: %s', async (_, before, at) => {
    const after = withAnswers(before, answer('branch-protected', true)) ?? '';
    const [old, now] = [before.split('\n'), after.split('\n')];
    if (at > 0) expect(now.toSpliced(at, 1)).toEqual(old);
    expect((await readDeclarations(after, 'x')).declarations?.settings.map((s) => s.id)).toContain('branch-protected');
    expect((await readDeclarations(after, 'x')).declarations?.settings.length).toBe(before.includes('# tags') ? 1 : 2);
  });
  it('replace a long form and an empty one', () => {
    const long = 'settings:\n  branch-protected:\n    value: false\n    reason: old\n  tags-protected: true\n';
    expect(withAnswers(long, answer('branch-protected', true))).toContain('  tags-protected: true\n');
    expect(withAnswers('settings:\n  branch-protected:\n', answer('branch-protected', true))).toBe(
      'settings:\n  branch-protected: { value: true, as-of: 2026-01-01 }\n',
    );
  });
  it('keep line ends', () => {
    expect(withAnswers('ignore: [a]\r\n', answer('branch-protected', true))).not.toMatch(/[^\r]\n/);
  });
  it('are refused by a file that is no mapping', () => {
    expect(withAnswers('- a\n', answer('branch-protected', true))).toBeNull();
    expect(withAnswers('a: [\n', answer('branch-protected', true))).toBeNull();
  });
});
