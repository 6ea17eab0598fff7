// npm run bench:history -- [DIR] [N]: N revisions made from the configuration of a folder (release-bot, 200), and what `chokepoint history` takes for them.
// Every third revision changes a workflow, every ninth takes that back, the others change what no pipeline reads. Needs a build.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const [dir = 'examples/release-bot', given = '200'] = process.argv.slice(2);
const files = new Map(
  readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((file) => !file.startsWith('.git/') && statSync(join(dir, file)).isFile())
    .map((file) => [file, readFileSync(join(dir, file))]),
);
const workflows = [...files.keys()].filter((file) => /^\.github\/workflows\/.*\.ya?ml$/.test(file)).sort();
const folder = mkdtempSync(join(tmpdir(), 'chokepoint-bench-'));
try {
  execFileSync('git', ['init', '-q', '-b', 'main', folder]);
  const data = (bytes) => Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from('\n')]);
  const parts = [];
  const revisions = Number(given);
  for (let n = 0; n < revisions; n++) {
    const subject = Buffer.from(`revision ${n}`);
    parts.push(Buffer.from(`commit refs/heads/main\ncommitter B <b@example.org> ${1_700_000_000 + n * 3600} +0000\n`), data(subject));
    const write = (file, bytes) => parts.push(Buffer.from(`M 100644 inline ${JSON.stringify(file)}\n`), data(bytes));
    if (n === 0) for (const [file, bytes] of files) write(file, bytes);
    else if (n % 3 === 0) {
      const file = workflows[(n / 3) % workflows.length];
      const more = n % 9 === 0 ? '' : `\n# ${n}\n`;
      write(file, Buffer.concat([files.get(file), Buffer.from(more)]));
    } else write(`notes/${n % 20}.md`, subject);
  }
  execFileSync('git', ['-C', folder, 'fast-import', '--quiet'], { input: Buffer.concat(parts) });
  const started = performance.now();
  const { stdout, stderr, status } = spawnSync('node', ['dist/cli.js', 'history', '--repo', folder, '--limit', '1000', '-f', 'json'], {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
  });
  if (status !== 0) throw new Error(stderr);
  const took = (performance.now() - started) / 1000;
  const { range, revisions: told } = JSON.parse(stdout);
  console.log(
    `${range.seen} revisions, ${told.length} told, ${range.analysed} trees analysed: ${took.toFixed(1)} s, ${(stdout.length / 1e6).toFixed(1)} MB of JSON`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
