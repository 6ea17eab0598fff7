/** A baseline: the paths that were open when a team began to gate, as a file. The gate then judges what came later. */
export const BASELINE_FILE = 'chokepoint.baseline.json';

/** Files above this are no baseline. */
export const MOST_BASELINE_BYTES = 20_000_000;

/** A path as it was: its id, what survives renames (fingerprint), and how bad it was, since a path that gets worse is not known any more. */
export interface BaselinePath {
  readonly id: string;
  readonly fingerprint: string;
  readonly actor: string;
  readonly asset: string;
  readonly severity: string;
  readonly certainty: string;
}

export interface Baseline {
  /** The file, as people call it. */
  readonly file: string;
  readonly paths: readonly BaselinePath[];
}

const SCHEMA = 'chokepoint.baseline/1';
const FIELDS = ['id', 'fingerprint', 'actor', 'asset', 'severity', 'certainty'] as const;

/** The text of a baseline, one path a line and sorted by id, so that a change of it can be reviewed. Nothing in it depends on the day or the folder. */
export const baselineText = (paths: readonly BaselinePath[]): string => {
  const lines = [...paths]
    .sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map((path) => `    ${JSON.stringify(Object.fromEntries(FIELDS.map((field) => [field, path[field]])))}`);
  return `{\n  "schema": "${SCHEMA}",\n  "paths": [${lines.length === 0 ? '' : `\n${lines.join(',\n')}\n  `}]\n}\n`;
};

/** What a baseline says, or half a sentence on why it is none. One entry that is wrong makes all of it wrong: half a baseline would be misread. */
export const parseBaseline = (text: string, file: string): { readonly baseline: Baseline } | { readonly error: string } => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { error: `is not JSON (${error instanceof Error ? error.message : String(error)}); make it with chokepoint baseline` };
  }
  if (!isRecord(value) || value['schema'] !== SCHEMA || !Array.isArray(value['paths']))
    return { error: `is no baseline (schema ${SCHEMA}); make it with chokepoint baseline` };
  const paths: BaselinePath[] = [];
  for (const [index, entry] of value['paths'].entries()) {
    const read = entryOf(entry);
    if (read === null)
      return { error: `has an entry (number ${index + 1}) without ${FIELDS.join(', ')} as text; make it anew with chokepoint baseline` };
    paths.push(read);
  }
  return { baseline: { file, paths } };
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> => typeof value === 'object' && value !== null && !Array.isArray(value);

const entryOf = (entry: unknown): BaselinePath | null => {
  if (!isRecord(entry)) return null;
  const { id, fingerprint, actor, asset, severity, certainty } = entry;
  return typeof id === 'string' &&
    typeof fingerprint === 'string' &&
    typeof actor === 'string' &&
    typeof asset === 'string' &&
    typeof severity === 'string' &&
    typeof certainty === 'string'
    ? { id, fingerprint, actor, asset, severity, certainty }
    : null;
};
