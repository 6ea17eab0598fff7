#!/usr/bin/env node
/**
 * Starts the command line from code that V8 compiled in an earlier run: compiling a megabyte and a half anew would take longer than reading most
 * repositories. What is kept lies in a folder of the user's own; whoever could write there could run code as the user anyway. Where anything about it
 * is not as it should be, or NODE_DISABLE_COMPILE_CACHE is set, everything is compiled anew. The build makes a CommonJS script of it: Node takes longer
 * to get ready for a module than this takes to run.
 */
import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import v8 from 'node:v8';
import vm from 'node:vm';
import { VERSION } from '../version.ts';
import { keepOwn, keptFiles, perhaps, readOwn, userFolder } from './own-files.ts';

/** Hash of the bundle; put in by the build. */
declare const BUNDLE_HASH: string;

const folder = (): string | null => {
  const disabled = process.env['NODE_DISABLE_COMPILE_CACHE'];
  return disabled !== undefined && disabled !== '' ? null : join(userFolder(process.env), 'code');
};

/** Against what happens to files by accident; whoever means it could write the digest too. Node before 20.15 has no `crc32`, and `node:crypto` takes longer to load. */
const digest = (data: Buffer): Buffer => {
  const load = createRequire(__filename);
  const { crc32 } = load('node:zlib') as { readonly crc32?: (data: Buffer) => number };
  return crc32 === undefined
    ? (load('node:crypto') as typeof import('node:crypto')).createHash('sha256').update(data).digest()
    : Buffer.from(`${crc32(data)}`.padStart(DIGEST_LENGTH));
};
const DIGEST_LENGTH = 32;
const TIME_LENGTH = 12;

/** CPU time of this process so far, in milliseconds. */
const spent = (): number => {
  const { user, system } = process.cpuUsage();
  return Math.round((user + system) / 1000);
};

interface Kept {
  readonly data: Buffer;
  /** CPU milliseconds of the run that left it. */
  readonly by: number;
}

/** What was kept, behind its digest and the time; null where anything has changed, since V8 does not look and dies of it. */
const whole = (kept: Buffer | null): Kept | null => {
  if (kept === null) return null;
  const data = kept.subarray(DIGEST_LENGTH + TIME_LENGTH);
  if (!digest(data).equals(kept.subarray(0, DIGEST_LENGTH))) return null;
  return { data, by: Number(kept.toString('latin1', DIGEST_LENGTH, DIGEST_LENGTH + TIME_LENGTH)) };
};

const KEPT_AT_MOST = 6;

/** And those of other versions go: all but the newest few. */
const keep = (file: string, data: Buffer): void => {
  keepOwn(file, [digest(data), Buffer.from(`${spent()}`.padStart(TIME_LENGTH)), data]);
  for (const { path } of keptFiles(dirname(file), /./).slice(KEPT_AT_MOST)) rmSync(path, { force: true });
};

if (process.argv.length === 3 && (process.argv[2] === '--version' || process.argv[2] === '-V')) {
  process.stdout.write(`${VERSION}\n`);
  process.exit(0);
}

/**
 * By version of V8. Half the time of a scan went into optimising functions that had nearly done their work by then, so V8 is told to wait longer; and
 * a space for new objects that grows in one step instead of four saves most of the collections of a short run. Of hundreds of regular expressions most are
 * used a few times only, and are not compiled to machine code for that. While a run waits for something (it never waits for long) nothing is collected ahead of time,
 * and the collections are so small that threads which help with them cost more than they save. What kinds of things a function works with is noted down a
 * little later than usual: many are called a few times only.
 * Versions that have not been measured are left alone: a setting that V8 does not know is an error message.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  '11': [
    '--interrupt-budget=2500000 --interrupt-budget-factor-for-feedback-allocation=16 --regexp-tier-up-ticks=20',
    '--semi-space-growth-factor=16 --no-minor-gc-task --no-parallel-scavenge --no-concurrent-sweeping --no-concurrent-array-buffer-sweeping',
  ].join(' '),
  '12': '--invocation-count-for-turbofan=12000',
};
const settings = SETTINGS[process.versions.v8.split('.')[0] ?? ''];
// Before anything is compiled: what was kept was made under the same settings, or is not taken.
if (settings !== undefined) v8.setFlagsFromString(settings);

const bundle = join(__dirname, 'main.cjs');
const cache = perhaps(() => {
  const parent = folder();
  return parent === null ? null : join(parent, `${BUNDLE_HASH}-${process.version}-${process.arch}`);
});
const kept = cache === null ? null : perhaps(() => whole(readOwn(cache)));
const script = new vm.Script(readFileSync(bundle, 'latin1'), {
  filename: bundle,
  importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  ...(kept === null ? {} : { cachedData: kept.data }),
});
/** A run that took so many times as long has called much that the one before it did not. */
const LONGER = 1.5;
// Functions are compiled when they are first called, so what a scan has called, beside what was kept before, is what is worth keeping.
if (cache !== null && process.argv[2] === 'scan')
  process.on('exit', () => {
    if (kept === null || script.cachedDataRejected === true || spent() > LONGER * kept.by) perhaps(() => keep(cache, script.createCachedData()));
  });
// Nothing is left to be written by then, and nothing to be waited for: only the heap to be taken apart, which takes longer than it takes the system to drop it.
process.on('beforeExit', () => process.exit());
const main = { exports: {} };
(script.runInThisContext() as (require: NodeJS.Require, module: object, exports: object) => void)(createRequire(bundle), main, main.exports);
