/** From a line of revisions to what each did to the model. Goes back from the newest; a tree is analysed only where something that the analysis looked at differs. */
import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { NO_SWITCHES, openReplay } from '../../advise/replay.ts';
import { type Report, SEVERITIES, type Severity } from '../../reason/report.ts';
import type { FileTree } from '../../source/files.ts';
import type { Change, GitHistory, Walker } from '../../source/git-history.ts';
import { compareText } from '../../source/span.ts';
import { changedLines } from '../changed-lines.ts';
import { compareReports } from '../compare.ts';
import type { Comparison } from '../comparison.ts';
import type { Moment } from './history.ts';

export interface WalkOptions {
  /** Most revisions that are told. */
  readonly limit: number;
  readonly name: string;
  /** The report of a tree, graph included. It must be a function of the tree alone. */
  readonly analyze: (tree: FileTree, revision: string | null) => Promise<Report>;
  /** Is it one of the files in which pipelines are defined? */
  readonly isPipeline: (path: string) => boolean;
  /** Told after each revision that mattered: how many were seen, and how many there are. */
  readonly progress?: (seen: number, all: number) => void;
}

/** What one revision did. */
export interface Step {
  readonly commit: string;
  readonly files: readonly string[];
  readonly comparison: Comparison;
  readonly before: Report;
  readonly after: Report;
  readonly moment: Moment;
  readonly sameAs: string | null;
}

export interface Walked {
  readonly end: Report;
  readonly start: Moment & { readonly revision: string | null };
  readonly seen: number;
  readonly analysed: number;
  readonly cut: 'limit' | 'shallow' | null;
}

/** Whether such a file is there can matter without its being read: pipelines, manifests, lock files, owners. */
const LISTED =
  /\.(?:ya?ml|json|jsonc|json5|toml|cfg|ini|lock|lockb|gradle|kts|xml|csproj|gemspec|nuspec|groovy|mod|sum|txt|sh|mk)$|(?:^|\/)(?:[^/.]+|\.[^/.]+|\.[^/]+rc|setup\.py)$/i;
const AT_ONCE = 256;

/**
 * The steps are told newest first, each as soon as it is known, since reports of hundreds of revisions would not fit into memory. The report at the
 * end of the range comes before all of them.
 * @throws InputError when git cannot read the history
 */
export const walkHistory = async (
  history: GitHistory,
  { to, from }: { readonly to: string; readonly from: string | null },
  options: WalkOptions,
  tell: { readonly end: (report: Report) => void; readonly step: (step: Step) => void },
): Promise<Walked> => {
  const line = history.line(to, from);
  const walker = history.walker(to, options.name);
  const known = knownModels(walker, options);
  let tree = await walker.tree();
  let now = await known.here(tree, to);
  const end = now.report;
  tell.end(end);
  let oldest: { readonly revision: string | null; readonly model: Model } = { revision: to, model: now };
  let [seen, told] = [0, 0];
  let cut: Walked['cut'] = null;
  for (let at = 0; at < line.length && cut === null; at += AT_ONCE) {
    const some = line.slice(at, at + AT_ONCE);
    const changesOf = history.changes(some);
    for (const commit of some) {
      if (told >= options.limit) cut = 'limit';
      else if (commit.parent === null && history.isCutOff(commit.id)) cut = 'shallow';
      if (cut !== null) break;
      seen++;
      const changes = changesOf.get(commit.id) ?? [];
      const files = changes.filter((change) => matters(now, change)).map(({ path }) => path);
      walker.undo(changes);
      if (files.length > 0) {
        const [treeAfter, after] = [tree, now];
        tree = await walker.tree();
        now = await known.here(tree, commit.parent);
        const touched = files.filter(options.isPipeline);
        // One analysis stands for both where what was read is one and the same.
        if (touched.length > 0 || now.read !== after.read) {
          const comparison = compareReports(now.report, after.report, { lines: changedLines(tree, treeAfter) });
          const changed = !isSilent(comparison) || !sameListing(now, after);
          if (touched.length > 0 || changed) {
            const { moment, reused, revision } = after;
            told++;
            tell.step({
              commit: commit.id,
              files: files.filter((file) => options.isPipeline(file) || (changed && (after.read.has(file) || now.read.has(file)))).sort(compareText),
              comparison,
              before: now.report,
              after: after.report,
              moment,
              sameAs: reused ? revision : null,
            });
          }
        }
        options.progress?.(seen, line.length);
      }
      oldest = { revision: commit.parent, model: now };
    }
  }
  return { start: { revision: oldest.revision, ...oldest.model.moment }, end, seen, analysed: known.count(), cut };
};

/** A tree that was analysed, with everything that the analysis looked at. */
interface Model {
  readonly report: Report;
  readonly moment: Moment;
  /** Content ids of the files that were read; null for files that were asked for and not there. */
  readonly read: ReadonlyMap<string, string | null>;
  /** The one that was analysed. */
  readonly revision: string | null;
  readonly reused: boolean;
}

const matters = ({ read }: Model, { path, before, after }: Change): boolean =>
  read.has(path) || ((before === null || after === null) && LISTED.test(path));

const isSilent = ({ paths, crossings, rights, secrets, guarantees, assumptions, components }: Comparison): boolean =>
  components.length === 0 &&
  [paths, crossings, rights, secrets, guarantees, assumptions].every((part) =>
    Object.values(part).every((list: readonly unknown[]) => list.length === 0),
  );

const sameListing = (a: Model, b: Model): boolean =>
  a.moment.risk === b.moment.risk &&
  a.report.paths.length === b.report.paths.length &&
  a.report.paths.every(({ id }, i) => id === b.report.paths[i]?.id);

interface Kept extends Omit<Model, 'report' | 'reused'> {
  readonly names: string;
  readonly packed: Buffer;
}

/** Models by what was looked at: a tree in which all of that is the same is not analysed again. */
const knownModels = (
  walker: Walker,
  { analyze }: WalkOptions,
): { readonly here: (tree: FileTree, revision: string | null) => Promise<Model>; readonly count: () => number } => {
  const kept: Kept[] = [];
  const isHere = ({ read }: Kept): boolean => {
    for (const [path, object] of read) if ((walker.objects.get(path) ?? null) !== object) return false;
    return true;
  };
  return {
    count: () => kept.length,
    here: async (tree, revision) => {
      const names = createHash('sha256')
        .update(tree.files.filter((path) => LISTED.test(path)).join('\0'))
        .digest('base64');
      const same = kept.find((one) => one.names === names && isHere(one));
      if (same !== undefined) {
        const { packed, names: _, ...model } = same;
        return { ...model, report: JSON.parse(inflateSync(packed).toString('utf8')) as Report, reused: true };
      }
      const read = new Map<string, string | null>();
      const watched: FileTree = {
        name: tree.name,
        files: tree.files,
        diagnostics: tree.diagnostics,
        read: (path) => {
          read.set(path, walker.objects.get(path) ?? null);
          return tree.read(path);
        },
      };
      const report = await analyze(watched, revision);
      const model = { moment: momentOf(report), read, revision };
      kept.push({ ...model, names, packed: deflateSync(JSON.stringify(report), { level: 1 }) });
      return { ...model, report, reused: false };
    },
  };
};

const momentOf = (report: Report): Moment => {
  const of = (severity: Severity): number => report.paths.filter((path) => path.severity === severity).length;
  const [critical, high, medium, low] = SEVERITIES.map(of);
  return {
    risk: openReplay(report)?.solve(NO_SWITCHES).riskLeft ?? 0,
    paths: { critical: critical ?? 0, high: high ?? 0, medium: medium ?? 0, low: low ?? 0 },
    loadBearing: (report.loadBearing ?? []).map(({ guarantee }) => guarantee),
    gaps: report.gaps.length + report.diagnostics.length,
  };
};
