/** `chokepoint mend`: puts controls in place by editing the configuration, after analysing what that does. */
import { lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { type AnalyzeOptions, examine } from '../analyze.ts';
import { MENDS } from '../mend/kinds/index.ts';
import { mend } from '../mend/mend.ts';
import type { MendResult, MendRun, Offer } from '../mend/run.ts';
import { canonicalJson } from '../show/canonical.ts';
import { nearest } from '../show/explain/near.ts';
import { showMend } from '../show/mend.ts';
import { type FileChange, unifiedDiff } from '../show/patch.ts';
import { paper } from '../show/terminal/paper.ts';
import { escapeHiddenInJson, visible, visibleLines } from '../show/text.ts';
import { diskTree, type FileTree } from '../source/files.ts';
import { compareText } from '../source/span.ts';
import type { Registries } from './collect.ts';
import { analysisOptions, print, type Streams, texts, UsageError, writeAtomically } from './io.ts';
import { lookUpOf, pinsOf } from './mend-pins.ts';
import { explainFailure, renderOptions } from './scan.ts';

export interface MendStreams extends Streams {
  readonly stdin: NodeJS.ReadStream | Readable;
}

/** Exit code: 0 also when nothing could be mended. Files are written at the end, each whole or not at all; with `--dry-run` none is. */
export const mendCommand = async (
  root: string,
  options: Readonly<Record<string, unknown>>,
  streams: MendStreams,
  registries: Registries = {},
): Promise<number> => {
  try {
    const format = options['format'] ?? 'terminal';
    if (format !== 'terminal' && format !== 'json') throw new UsageError(`--format takes terminal or json here, not "${String(format)}".`);
    const interactive = options['interactive'] === true;
    if (interactive && format === 'json') throw new UsageError('--interactive asks on the terminal, so --format json makes no sense with it.');
    const analysis = await analysisOptions(root, options);
    const named = texts(options['control']);
    const dryRun = options['dryRun'] === true;
    const pins = pinsOf(options['pins']);
    const lookUp = lookUpOf(options, pins, streams, registries);
    const how = { options: { pins, owners: texts(options['owner']) }, ...(lookUp === null ? {} : { lookUp }) };
    const tree = diskTree(root);
    const result = await run(root, tree, analysis, how, named, interactive ? streams : null);
    checkNames(result, named);
    const changes = fileChanges(root, result, new Set(tree.files));
    if (!dryRun) for (const { file, after } of changes) writeInside(root, file, after);
    const diff = unifiedDiff(changes);
    if (format === 'json') await print(streams.stdout, jsonOf(result, diff, !dryRun));
    else {
      const summary = showMend(
        result,
        { written: !dryRun && changes.length > 0, named: named.length > 0 },
        renderOptions(root, false, options, streams),
      );
      if (!dryRun) await print(streams.stdout, summary);
      else {
        // The diff alone goes to standard output, so that it can be handed to `git apply`.
        await print(streams.stderr, summary);
        await print(streams.stdout, streams.stdout.isTTY ? shownDiff(root, diff, options, streams) : diff);
      }
    }
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};

const run = async (
  root: string,
  tree: FileTree,
  analysis: AnalyzeOptions,
  how: Pick<MendRun, 'options' | 'lookUp'>,
  named: readonly string[],
  ask: MendStreams | null,
): Promise<MendResult> => {
  const foreign = [analysis.components, analysis.advisories].flatMap((given) => (given?.inside ? [`${given.inside}/`] : []));
  const known = new Set(tree.files);
  const job = {
    tree,
    examine: (patched: FileTree) => examine(patched, analysis),
    isOwn: (file: string) => known.has(file) && !foreign.some((folder) => file.startsWith(folder)) && isEditable(join(root, file)),
    ...how,
    wanted: named.length === 0 ? null : named,
  };
  if (ask === null) return mend(job);
  const lines = createInterface({ input: ask.stdin, terminal: false });
  const typed = lines[Symbol.asyncIterator]();
  try {
    return await mend({ ...job, ask: (offer) => question(offer, typed, ask) });
  } finally {
    lines.close();
  }
};

/** Links are not followed when writing, and what is not UTF-8 is not written back. */
const isEditable = (path: string): boolean => {
  try {
    if (!lstatSync(path).isFile()) return false;
    const [first, second] = readFileSync(path);
    return !((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff));
  } catch {
    return false;
  }
};

const checkNames = ({ before, after }: MendResult, named: readonly string[]): void => {
  const all = [...before.controls, ...after.controls].flatMap(({ id, kind }) => [id, kind]);
  for (const name of named) {
    if (all.includes(name) || MENDS.some(({ kind }) => kind === name)) continue;
    const near = nearest(name, [...new Set(all)]).slice(0, 3);
    throw new UsageError(
      `No control here is called "${visible(name)}".${near.length === 0 ? ' chokepoint scan --format json lists them.' : ` Did you mean ${near.map(visible).join(' or ')}?`}`,
    );
  }
};

const BYTE_ORDER_MARK = '\ufeff';

/** With the byte order mark that reading took off. Throws UsageError where a file to be made is there already. */
const fileChanges = (root: string, { changes }: MendResult, known: ReadonlySet<string>): readonly FileChange[] =>
  [...changes]
    .sort(([a], [b]) => compareText(a, b))
    .map(([file, text]) => {
      // A file that the mend makes must not be there in any form, a link out of the tree for instance.
      if (!known.has(file) && lstatSync(join(root, file), { throwIfNoEntry: false }) !== undefined)
        throw new UsageError(`${visible(file)} is there already, as something that is no file of this folder; nothing was written.`);
      const before = known.has(file) ? readFileSync(join(root, file), 'utf8') : null;
      const mark = before?.startsWith(BYTE_ORDER_MARK) === true ? BYTE_ORDER_MARK : '';
      return { file, before, after: mark + text };
    });

/** Folders that are missing are made; nothing is written through a link. Throws UsageError. */
const writeInside = (root: string, file: string, text: string): void => {
  const parts = file.split('/');
  for (const depth of parts.keys()) {
    const path = join(root, ...parts.slice(0, depth));
    if (depth > 0 && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true)
      throw new UsageError(`${visible(parts.slice(0, depth).join('/'))} is a link, and nothing is written through links.`);
  }
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeAtomically(join(root, file), text);
};

const jsonOf = ({ before, after, mended, unmended, changes }: MendResult, patch: string, written: boolean): string => {
  const open = new Set(after.paths.map((p) => p.id));
  const value = {
    schema: 'chokepoint.mend/1',
    written: written && changes.size > 0,
    mended: mended.map(({ control, files, insteadOf }) => ({
      control: control.id,
      kind: control.kind,
      files,
      insteadOf,
      closes: control.cuts.filter((id) => !open.has(id)),
    })),
    left: unmended.map(({ control, why, system }) => ({
      control: control.id,
      kind: control.kind,
      why,
      ...(system === undefined ? {} : { system }),
      remedy: control.remedy,
    })),
    paths: { before: before.paths.length, after: after.paths.length },
    patch,
  };
  return `${escapeHiddenInJson(canonicalJson(value))}\n`;
};

const shownDiff = (root: string, diff: string, options: Readonly<Record<string, unknown>>, streams: Streams): string => {
  const p = paper(renderOptions(root, false, options, streams));
  return visibleLines(diff)
    .map((line) =>
      /^(?:diff |--- |\+\+\+ )/.test(line) ? p.bold(line) : line.startsWith('+') ? p.good(line) : line.startsWith('-') ? p.bad(line) : line,
    )
    .join('\n');
};

const question = async ({ control, changes, tree }: Offer, typed: AsyncIterator<string>, streams: MendStreams): Promise<'yes' | 'no' | 'stop'> => {
  const files = [...changes].map(([file, after]): FileChange => ({ file, before: tree.read(file), after }));
  await print(streams.stdout, `\n${visible(control.title)} (${visible(control.id)})\n\n${shownDiff('.', unifiedDiff(files), {}, streams)}\n`);
  for (;;) {
    await print(streams.stdout, 'Make this edit? yes, no, q to stop: ');
    const { value, done } = await typed.next();
    if (done === true) return 'stop';
    const word = String(value).trim().toLowerCase();
    if (word === 'y' || word === 'yes') return 'yes';
    if (word === 'n' || word === 'no') return 'no';
    if (word === 'q' || word === 'quit') return 'stop';
  }
};
