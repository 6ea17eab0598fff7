/** Declarations brought to bear on a run: what is left out, what still counts on that day, what is told about it. */
import type { Tri } from '../../pipeline/model.ts';
import { type FileTree, withoutFiles } from '../../source/files.ts';
import type { Diagnostic, Span } from '../../source/span.ts';
import type { Baseline } from '../baseline.ts';
import { type InlineAcceptance, inlineAcceptance } from '../inline.ts';
import { mergeTold, type Told, type ToldSettings } from '../told.ts';
import { CONFIG_FILE, type Declarations, type DeclaredGuarantee } from './types.ts';

export interface DeclarationOptions {
  readonly declarations?: Declarations | null;
  /** What is wrong with a file of declarations that was found and therefore not used. */
  readonly declarationProblems?: readonly Diagnostic[];
  /** Values that were collected earlier, and what to call the file they came from. */
  readonly snapshot?: { readonly file: string; readonly settings: readonly Told[] } | null;
  /** Paths that the gate knows already. */
  readonly baseline?: Baseline | null;
  /** False: comments in workflow files accept nothing. */
  readonly inline?: boolean;
}

/** Where values given by whoever calls the analysis are told to come from. */
const GIVEN = 'given with --assume';

/** What is given wins over what is declared, and that over what was collected. */
export const toldSettings = (given: ReadonlyMap<string, Tri>, { declarations, snapshot }: DeclarationOptions): ToldSettings =>
  mergeTold([[...given].map(([id, value]) => ({ id, value, source: GIVEN, at: null })), declarations?.settings ?? [], snapshot?.settings ?? []]);

/** Was it told by a file, and not by whoever calls the analysis? */
export const isFromFile = (told: Told | undefined): boolean => told !== undefined && told.source !== GIVEN;

export type Applied = Pick<Declarations, 'accepted' | 'actors' | 'costs' | 'worth'> & {
  readonly file: string | null;
  readonly tree: FileTree;
  /** Those that have not expired. */
  readonly guarantees: readonly DeclaredGuarantee[];
  /** Files that were left out. */
  readonly ignored: readonly string[];
  readonly problems: readonly Diagnostic[];
};

export const applyDeclarations = async (tree: FileTree, options: DeclarationOptions, asOf: string): Promise<Applied> => {
  const problems = options.declarationProblems ?? [];
  const { declarations } = options;
  if (declarations === undefined || declarations === null)
    return { file: null, tree, guarantees: [], accepted: [], actors: {}, costs: new Map(), worth: new Map(), ignored: [], problems };
  const { file, accepted, actors, costs, worth } = declarations;
  const ignored = await matching(tree.files, declarations.ignore);
  const left = new Set(ignored);
  const expired = declarations.guarantees.filter(({ expires }) => expires !== null && expires < asOf);
  return {
    file,
    tree: left.size === 0 ? tree : withoutFiles(tree, (path) => left.has(path)),
    guarantees: declarations.guarantees.filter((guarantee) => !expired.includes(guarantee)),
    accepted,
    actors,
    costs,
    worth,
    ignored,
    problems: [
      ...problems,
      ...expired.map(({ id, expires, span }) =>
        warning(span, `the declared guarantee ${id} ended on ${expires} and stops nothing; look whether it still holds`),
      ),
    ],
  };
};

const matching = async (files: readonly string[], globs: readonly string[]): Promise<readonly string[]> => {
  if (globs.length === 0) return [];
  const { default: picomatch } = await import('picomatch');
  const fits = picomatch([...globs], { dot: true });
  return files.filter((path) => path !== CONFIG_FILE && fits(path));
};

/** Comments in the files that define pipelines. */
export const inlineOf = (tree: FileTree, files: readonly string[], { inline }: DeclarationOptions): InlineAcceptance => {
  const all = inline === false ? [] : files.map((file) => inlineAcceptance(tree.read(file) ?? '', file));
  return { accepted: all.flatMap((one) => one.accepted), problems: all.flatMap((one) => one.problems) };
};

/** What was declared and has no effect, since it is about nothing here or has expired. */
export const problemsOf = (
  unused: readonly DeclaredGuarantee[],
  notes: readonly { readonly what: string; readonly state: string; readonly expires: string; readonly evidence: readonly Span[] }[],
): readonly Diagnostic[] => [
  ...unused.map(({ id, span }) =>
    warning(span, `the declared guarantee ${id} stops nothing: no crossing, transition or rule is called so; take the ids from the report`),
  ),
  ...notes.flatMap(({ what, state, expires, evidence: [span] }) => {
    if (span === undefined || state === 'active') return [];
    return state === 'expired'
      ? warning(span, `the accepted risk (${what}) ended on ${expires} and counts again; mend it, or somebody answers for it anew`)
      : warning(span, `the accepted risk (${what}) is about nothing that is open here; take it out`);
  }),
];

const warning = (span: Span, message: string): Diagnostic => ({ level: 'warning', file: span.file, message, evidence: [span] });
