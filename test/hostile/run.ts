/**
 * Goes through the cases, one line of JSON for each: what it cost and what is wrong. In a process of its own, so that a case that hangs or eats all
 * memory can be ended. Arguments: scale, folder to work in, index of the first case, text that the id has to contain.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Ajv } from 'ajv';
import { SYSTEMS } from '../../src/read/systems.ts';
import { examine, HEALTHY, HEALTHY_TEXT, type Validate } from './examine.ts';
import { type Content, type HostileCase, KINDS } from './kinds.ts';
import { specialCases } from './special.ts';
import { writingsOf } from './writings.ts';

export interface Outcome {
  readonly id: string;
  readonly cpu: number;
  readonly memory: number;
  readonly faults: readonly string[];
}

const casesOf = (scale: number): readonly HostileCase[] => [
  // At the size of CI every kind meets every third system, and every system every third kind.
  ...writingsOf(SYSTEMS.map(({ system }) => system)).flatMap((writing, one) =>
    KINDS.flatMap((kind, other) => {
      if (scale <= 1 && (one + other) % 3 !== 0) return [];
      const made = kind.make(writing, scale);
      return made === null ? [] : { id: `${writing.system}/${kind.id}`, ...made };
    }),
  ),
  // Systems whose special cases have not all been seen to end within CI's budget are left to `npm run hostile`.
  ...specialCases(scale).filter(
    ({ id }) => scale > 1 || (/^(?:github-actions|gitlab-ci)\/|^jenkins\/doubling$/.test(id) && id !== 'github-actions/labels-strange'),
  ),
];

const lay = (folder: string, path: string, content: Content): void => {
  const full = join(folder, path);
  mkdirSync(dirname(full), { recursive: true });
  if (typeof content === 'string' || content instanceof Uint8Array) writeFileSync(full, content);
  else if ('link' in content) symlinkSync(content.link, full);
  else if ('folder' in content) mkdirSync(full, { recursive: true });
  else execFileSync('mkfifo', [full]);
};

const [scaleText = '1', work = '', first = '0', only = '', schema = ''] = process.argv.slice(2);
const scale = Number(scaleText);
const check = new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(schema, 'utf8')) as object);
const validate: Validate = (value) => (check(value) ? null : JSON.stringify(check.errors?.slice(0, 2)));

const outcomeOf = async ({ id, trees, told, stillRead, acts }: HostileCase): Promise<Outcome> => {
  const faults: string[] = [];
  let cpu = 0;
  for (const tree of trees) {
    const folder = join(work, 'repository');
    rmSync(folder, { recursive: true, force: true });
    lay(folder, HEALTHY, HEALTHY_TEXT);
    for (const [path, content] of Object.entries(tree)) lay(folder, path, content);
    const before = process.cpuUsage();
    const { report, faults: found } = await examine(folder, validate, acts === true || (scale > 1 && trees.length === 1));
    const used = process.cpuUsage(before);
    cpu = Math.max(cpu, (used.user + used.system) / 1000);
    faults.push(...found);
    if (report === null) continue;
    const said = [...report.diagnostics, ...report.gaps.map(({ file, reason }) => ({ file, message: reason }))];
    if (told !== undefined && !said.some(({ file, message }) => file === told.file && told.says.test(message)))
      faults.push(`nobody was told that ${told.file} ${String(told.says)}; said: ${JSON.stringify(said.slice(0, 3))}`);
    if (
      stillRead !== undefined &&
      !(report.graph?.states ?? []).some((state) => JSON.stringify(state).includes(stillRead)) &&
      !report.graph?.transitions.some(({ place }) => place.workflow === stillRead || place.file === stillRead)
    )
      faults.push(`nothing of ${stillRead} is in the graph; said: ${JSON.stringify(said.slice(0, 3))}`);
  }
  return { id, cpu: Math.round(cpu), memory: Math.round(process.memoryUsage.rss() / 1e6), faults: [...new Set(faults)].slice(0, 10) };
};

for (const [index, one] of casesOf(scale).entries()) {
  if (index < Number(first) || !one.id.includes(only)) continue;
  process.stdout.write(`${JSON.stringify({ begins: index, id: one.id })}\n`);
  process.stdout.write(`${JSON.stringify(await outcomeOf(one))}\n`);
}
process.stdout.write('{"done":true}\n');
