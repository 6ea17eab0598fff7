/** From the text of chokepoint.yml to declarations, or to errors with line and column and what to do. */
import type { Actor } from '../../pipeline/model.ts';
import { plainValue } from '../../source/plain.ts';
import type { Diagnostic, Span } from '../../source/span.ts';
import { entriesOf, entryOf, itemsOf, parseYaml, type YamlNode } from '../../source/yaml.ts';
import { nearestOf, parseAssumption } from '../parse.ts';
import { POLICY_KEYS, policyOf } from '../policy/read.ts';
import type { Told } from '../told.ts';
import type { Issue, Written } from './schema.ts';
import type { AcceptedRisk, DeclaredGuarantee, ReadDeclarations } from './types.ts';

/** Errors of one file that are told; more of them help nobody. */
const MOST_PROBLEMS = 25;

/** `file` is what positions name. Never throws. */
export const readDeclarations = async (text: string, file: string): Promise<ReadDeclarations> => {
  const yaml = parseYaml(text, file);
  const broken = yaml.diagnostics.filter((d) => d.level === 'error' || /key/.test(d.message));
  if (broken.length > 0) return { declarations: null, problems: broken.map((d) => ({ ...d, level: 'error' as const })).slice(0, MOST_PROBLEMS) };
  const [root, second] = yaml.documents;
  const at = (span: Span, message: string): Diagnostic => ({ level: 'error', file, message, evidence: [span] });
  if (second !== undefined) return { declarations: null, problems: [at(second.span, 'a second document starts here; write everything into one')] };
  if (root === undefined) return { declarations: empty(file), problems: [] };

  const { check } = await import('./schema.ts');
  const lists = MAPPINGS.flatMap((keys) => {
    const node = nodeAt(root, keys);
    return node?.kind === 'sequence' ? [at(firstLine(node.span), `${keys.join('.')} must be a mapping, not a list`)] : [];
  });
  if (lists.length > 0) return { declarations: null, problems: lists };
  const checked = check(withoutEmptyParts(plainValue(root)));
  if ('issues' in checked) {
    const problems = checked.issues.flatMap((issue) => deepest(issue)).map((issue) => at(placeOf(root, issue), sentence(issue, root)));
    return { declarations: null, problems: problems.slice(0, MOST_PROBLEMS) };
  }
  const { written } = checked;
  const settings: Told[] = [];
  const problems: Diagnostic[] = [];
  for (const { key, value } of entriesOf(entryOf(root, 'settings')?.value)) {
    const one = written.settings?.[key.value];
    if (one === undefined) continue;
    const long = typeof one === 'object' ? one : { value: one };
    const parsed = parseAssumption(`${key.value}=${long.value}`);
    if ('error' in parsed) problems.push(at(key.span, parsed.error));
    else
      settings.push({
        id: parsed.id,
        value: parsed.value,
        source: `${file}:${value.span.line}:${key.span.column}`,
        at: long['as-of'] ?? null,
        ...(long.reason === undefined ? {} : { reason: long.reason }),
      });
  }
  const whole: Span = { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
  const gate = written.policy === undefined ? null : policyOf(written.policy, entryOf(root, 'policy')?.value, at, whole);
  problems.push(...(gate?.problems ?? []));
  if (problems.length > 0) return { declarations: null, problems: problems.slice(0, MOST_PROBLEMS) };
  return { declarations: { ...empty(file), ...rest(written, root, file), settings, policy: gate?.policy ?? null }, problems: [] };
};

const empty = (file: string) =>
  ({
    file,
    settings: [],
    worth: new Map<string, number>(),
    actors: {},
    costs: new Map<string, number>(),
    guarantees: [],
    accepted: [],
    ignore: [],
    thresholds: { failOn: null, most: {} },
    policy: null,
  }) as const;

const rest = (written: Written, root: YamlNode, file: string) => {
  const spans = (key: string): readonly Span[] => itemsOf(entryOf(root, key)?.value).map((item) => firstLine(item.span));
  const whole: Span = { file, line: 1, column: 1, endLine: 1, endColumn: 2 };
  const guarantees = (written.guarantees ?? []).map(
    ({ id, statement, blocks, against, evidence, expires }, index): DeclaredGuarantee => ({
      id,
      statement,
      blocks,
      against: (against as readonly Actor[] | undefined) ?? null,
      evidence,
      expires: expires ?? null,
      span: spans('guarantees')[index] ?? whole,
    }),
  );
  const accepted = (written.accepted ?? []).map(
    ({ path, crossing, reason, owner, expires }, index): AcceptedRisk => ({
      what: path !== undefined ? { kind: 'path', id: path } : { kind: 'crossing', id: crossing ?? '' },
      reason,
      owner,
      expires,
      span: spans('accepted')[index] ?? whole,
    }),
  );
  return {
    worth: new Map(Object.entries(written.assets?.worth ?? {})),
    actors: defined(written.actors ?? {}),
    costs: new Map(Object.entries(written.controls?.costs ?? {})),
    guarantees,
    accepted,
    ignore: written.ignore ?? [],
    thresholds: { failOn: written.thresholds?.['fail-on'] ?? null, most: defined(written.thresholds?.most ?? {}) },
  };
};

const firstLine = (span: Span): Span => (span.endLine === span.line ? span : { ...span, endLine: span.line, endColumn: span.column + 1 });

const MAPPINGS = [
  ['settings'],
  ['assets'],
  ['assets', 'worth'],
  ['actors'],
  ['controls'],
  ['controls', 'costs'],
  ['thresholds'],
  ['thresholds', 'most'],
  ['policy'],
] as const;

/** A heading with nothing below it says nothing. */
const withoutEmptyParts = (value: unknown, depth = 0): unknown =>
  value === null || typeof value !== 'object' || Array.isArray(value)
    ? value
    : Object.assign(
        Object.create(null),
        Object.fromEntries(
          Object.entries(value).flatMap(([key, item]) =>
            item === null
              ? []
              : [[key, depth === 0 && ['assets', 'controls', 'thresholds', 'policy'].includes(key) ? withoutEmptyParts(item, 1) : item]],
          ),
        ),
      );

/** Without keys whose value is undefined. */
const defined = <T extends object>(value: T): { [K in keyof T]?: Exclude<T[K], undefined> } =>
  Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as { [K in keyof T]?: Exclude<T[K], undefined> };

/** Of a union that fits in no way the branch that came furthest, since that is what was meant. */
const deepest = (issue: Issue): readonly Issue[] => {
  const below = (issue.issues ?? []).filter((one) => (one.path?.length ?? 0) > (issue.path?.length ?? 0));
  return issue.type === 'union' && below.length > 0 ? below : [issue];
};

const keysOf = (issue: Issue): readonly (string | number)[] => (issue.path ?? []).map((item) => item.key as string | number);
const isUnknownKey = (issue: Issue): boolean => issue.type === 'strict_object' && issue.expected === 'never';
const isMissingKey = (issue: Issue): boolean => issue.type === 'strict_object' && issue.received === 'undefined';

const nodeAt = (root: YamlNode, keys: readonly (string | number)[]): YamlNode | undefined =>
  keys.reduce<YamlNode | undefined>((node, key) => (typeof key === 'number' ? itemsOf(node)[key] : entryOf(node, key)?.value), root);

const placeOf = (root: YamlNode, issue: Issue): Span => {
  const keys = keysOf(issue);
  const parent = nodeAt(root, keys.slice(0, -1)) ?? root;
  const last = keys.at(-1);
  if (isMissingKey(issue)) return firstLine(parent.span);
  const entry = typeof last === 'string' ? entryOf(parent, last) : undefined;
  if (isUnknownKey(issue) && entry !== undefined) return entry.key.span;
  return firstLine((nodeAt(root, keys) ?? parent).span);
};

const sentence = (issue: Issue, root: YamlNode): string => {
  const keys = keysOf(issue);
  const where = keys.filter((key) => typeof key === 'string').join('.');
  const last = String(keys.at(-1) ?? '');
  if (isMissingKey(issue))
    return `lacks "${last}"${
      keys.length > 1
        ? ` in ${keys
            .slice(0, -1)
            .filter((key) => typeof key === 'string')
            .join('.')}`
        : ''
    }; add it`;
  if (isUnknownKey(issue)) {
    const known =
      KNOWN_KEYS.get(
        keys
          .slice(0, -1)
          .filter((key) => typeof key === 'string')
          .join('.'),
      ) ?? [];
    const [near] = nearestOf(last, known);
    return `there is no key "${last}" here; ${near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`}`;
  }
  if (issue.type === 'strict_object') return `${where === '' ? 'the file' : where} must be a mapping of ${(KNOWN_KEYS.get(where) ?? []).join(', ')}`;
  const given = nodeAt(root, keys);
  const text = given?.kind === 'scalar' ? `, not "${given.value.slice(0, 60)}"` : '';
  return `${where === '' ? 'the file' : where}: ${issue.message}${text}`;
};

/** Keys by the path of their mapping; items of lists count as their list. */
const KNOWN_KEYS: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['version', 'settings', 'assets', 'actors', 'controls', 'guarantees', 'accepted', 'ignore', 'thresholds', 'policy']],
  ['assets', ['worth']],
  ['actors', ['outsider', 'contributor', 'writer', 'maintainer', 'upstream']],
  ['controls', ['costs']],
  ['guarantees', ['id', 'statement', 'blocks', 'against', 'evidence', 'expires']],
  ['accepted', ['path', 'crossing', 'reason', 'owner', 'expires']],
  ['thresholds', ['fail-on', 'most']],
  ['thresholds.most', ['critical', 'high', 'medium', 'low']],
  ...POLICY_KEYS,
]);
