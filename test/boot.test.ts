/** The command line starts from code compiled in an earlier run, and never from code that somebody else could have put there. */
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = mkdtempSync(join(tmpdir(), 'chokepoint-boot-'));
const build = join(root, 'build');
const home = join(root, 'cache');
const folder = join(home, 'chokepoint', 'code');

beforeAll(() => {
  execFileSync(process.execPath, ['scripts/build.mjs', '--out', build]);
}, 60_000);
afterAll(() => rmSync(root, { recursive: true, force: true }));

const scan = (env: Readonly<Record<string, string>> = {}) =>
  spawnSync(process.execPath, [join(build, 'cli.js'), 'scan', 'examples/release-bot', '--as-of', '2026-11-22'], {
    encoding: 'utf8',
    env: { ...process.env, HOME: root, XDG_CACHE_HOME: home, ...env },
  });
const kept = (): string => join(folder, readdirSync(folder)[0] ?? '');

describe('the build', () => {
  it('has the library as a module beside the command', async () => {
    const library: Record<string, unknown> = await import(pathToFileURL(join(build, 'index.mjs')).href);
    expect(Object.keys(library)).toEqual(expect.arrayContaining(['analyze', 'diskTree', 'VERSION']));
  });

  it('ends after all is written, however late somebody reads it', async () => {
    const given = ['scan', 'examples/release-bot', '--format', 'json', '--as-of', '2026-11-22'];
    const whole = execFileSync(process.execPath, [join(build, 'cli.js'), ...given], { encoding: 'utf8', maxBuffer: 1 << 28 });
    const child = spawn(process.execPath, [join(build, 'cli.js'), ...given], { stdio: ['ignore', 'pipe', 'ignore'] });
    await setTimeout(3000);
    let late = '';
    for await (const part of child.stdout.setEncoding('utf8')) late += String(part);
    // More than a pipe holds.
    expect(whole.length).toBeGreaterThan(200_000);
    expect(late).toBe(whole);
  });
});

describe.skipIf(process.platform !== 'linux')('compiled code', () => {
  it('is kept for the user alone, and gives the same answer', () => {
    const first = scan();
    expect(first.status).toBe(0);
    expect(readdirSync(folder)).toHaveLength(1);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    expect(statSync(kept()).mode & 0o777).toBe(0o600);
    const before = statSync(kept()).ino;
    expect(scan().stdout).toBe(first.stdout);
    expect(statSync(kept()).ino).toBe(before);
  });

  it('is kept of the newest few versions only', () => {
    const others = Array.from({ length: 9 }, (_, i) => join(folder, `old-${i}`));
    others.forEach((file, i) => {
      writeFileSync(file, '');
      utimesSync(file, i, i);
    });
    const { stdout } = scan();
    rmSync(kept());
    expect(scan().stdout).toBe(stdout);
    expect(readdirSync(folder).filter((name) => name.startsWith('old-'))).toEqual(['old-4', 'old-5', 'old-6', 'old-7', 'old-8']);
    for (const file of others) rmSync(file, { force: true });
  });

  it('comes from a bundle of one byte a character, so that it means the same as the source', () => {
    expect(readFileSync(join(build, 'main.cjs')).every((byte) => byte < 0x80)).toBe(true);
  });

  it('is made anew where a byte of it has changed', () => {
    const { stdout } = scan();
    const data = readFileSync(kept());
    data.fill(0x5a, 200_000, 200_400);
    writeFileSync(kept(), data);
    const again = scan();
    expect([again.status, again.stdout]).toEqual([0, stdout]);
    expect(readFileSync(kept()).equals(data)).toBe(false);
  });

  it('is kept anew by a run that takes much longer than the one that left it, and by no other', () => {
    const { stdout } = scan();
    const timed = (milliseconds: number): Buffer => {
      const data = readFileSync(kept());
      data.write(`${milliseconds}`.padStart(12), 32, 'latin1');
      writeFileSync(kept(), data);
      expect(scan().stdout).toBe(stdout);
      return data;
    };
    const long = timed(1_000_000);
    expect(readFileSync(kept()).equals(long)).toBe(true);
    expect(readFileSync(kept()).equals(timed(1))).toBe(false);
    expect(Number(readFileSync(kept()).toString('latin1', 32, 44))).toBeGreaterThan(1);
  });

  it('is not read where others may write it, nor through a link', () => {
    const { stdout } = scan();
    chmodSync(kept(), 0o666);
    expect(scan().stdout).toBe(stdout);
    expect(statSync(kept()).mode & 0o777).toBe(0o600);
    const elsewhere = join(root, 'elsewhere');
    writeFileSync(elsewhere, readFileSync(kept()));
    const name = kept();
    rmSync(name);
    symlinkSync(elsewhere, name);
    expect(scan().stdout).toBe(stdout);
    expect(statSync(elsewhere).ino).not.toBe(statSync(name).ino);
  });

  it('is neither read nor written where the user has switched it off or has no place for it', () => {
    rmSync(home, { recursive: true, force: true });
    const off = scan({ NODE_DISABLE_COMPILE_CACHE: '1' });
    expect([off.status, existsSync(home)]).toEqual([0, false]);
    writeFileSync(home, 'a file where the folder should be');
    const nowhere = scan();
    expect([nowhere.status, nowhere.stdout]).toEqual([0, off.stdout]);
  });
});
