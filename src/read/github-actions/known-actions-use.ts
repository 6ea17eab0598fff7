/** One use of a known action: its inputs as values, its version, and the workspace it finds. */
import type { CredentialSources, Release, Releases, Template, When } from '../../knowledge/actions/knowledge.ts';
import type { Material } from '../../pipeline/effects.ts';
import type { Tri } from '../../pipeline/model.ts';
import { known, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { isNoProductionBranch } from '../common/preview-branches.ts';
import type { ScriptHole } from '../common/script.ts';
import type { ContextValue } from './evaluate.ts';
import type { RunScenario } from './following.ts';
import { since } from './triggers-guarantees.ts';

export interface KnownInput {
  readonly value: Value;
  readonly span: Span;
  /** As written, expressions included. */
  readonly source?: string;
  /** The expressions in it and the place of each, for inputs that are scripts. */
  readonly holes?: readonly ScriptHole[];
  at?(start: number, end: number): Span;
  /** Stands for the text and its places: the same in every run. */
  readonly entry?: object;
}

export interface KnownActionUse {
  /** `owner/repo[/path]` in lower case. */
  readonly name: string;
  readonly ref: string | null;
  /** By name in lower case. */
  readonly inputs: ReadonlyMap<string, KnownInput>;
  readonly env: ReadonlyMap<string, Value>;
  /** Variables as they are written, by name: tells a commit of the proposed change, which is no influence. */
  readonly envSources?: ReadonlyMap<string, string>;
  readonly materials: readonly Material[];
  /** What a checkout has left for git: a secret's name, 'token', or null. */
  readonly gitCredential?: string | null;
  /** What scripts of the job have written into files. */
  readonly written?: ReadonlyMap<string, Value>;
  /** Files of the repository itself. */
  readonly files?: { read(path: string): string | null };
  readonly span: Span;
  /** ISO date. */
  readonly asOf: string;
  /** Id of the run. */
  readonly run?: string;
  readonly scenario: RunScenario;
  /** A field of the event, names in lower case: `['github', 'event', 'pull_request', 'title']`. */
  lookupEvent(path: readonly string[]): ContextValue | undefined;
}

export interface Use extends KnownActionUse {
  readonly defaults: Readonly<Record<string, string>>;
}

/** The value of an input, or its default; undefined when it is neither given nor has one. */
export const inputOf = (use: Use, name: string): Value | undefined => {
  const given = use.inputs.get(name)?.value;
  if (given !== undefined && given.text !== '') return given;
  return Object.hasOwn(use.defaults, name) ? known(use.defaults[name] ?? '') : given;
};

/** The text of an input when it is known; null when it is not, '' when it is not given. */
export const textOf = (use: Use, name: string): string | null => {
  const value = inputOf(use, name);
  return value === undefined ? '' : (value.text?.trim() ?? null);
};

const isOff = (text: string): boolean => text === '' || text.toLowerCase() === 'false';

/** `--branch=…` in an input that is a command line; the whole input where no option is named. */
const namesPreview = (use: Use, input: string, option: string): boolean => {
  const { source = '', holes = [] } = use.inputs.get(input) ?? {};
  const at = source.indexOf(option);
  const given = (option === '' ? /^\s*/ : /^[= ]\s*["']?/).exec(source.slice(at + option.length));
  if (at < 0 || given === null) return false;
  const start = at + option.length + given[0].length;
  const parts: Value[] = [];
  for (let i = start; i < source.length && !/[\s"']/.test(source[i] ?? ''); ) {
    const hole = holes.find((h) => h.start === i);
    const end = hole?.end ?? Math.min(...[source.slice(i).search(/[\s"']|\$\{\{/), source.length - i].filter((n) => n > 0)) + i;
    parts.push(hole?.value ?? known(source.slice(i, end)));
    i = end;
  }
  return isNoProductionBranch(...parts);
};

const NUMBER_OF_CHANGE = /(?:^|[._-])(?:pr|pull(?:_?request)?|mr)_?(?:number|num|id)$|^github\.event\.(?:pull_request\.)?number$/i;

/** `pr-${{ github.event.number }}`; a number that strangers hand on must be known to be a word, or it could lead out of the folder. */
const isPerChange = (use: Use, input: string): boolean => {
  const { source = '', holes = [] } = use.inputs.get(input) ?? {};
  return (
    isNoProductionBranch(known(source.trim().replace(/^\.?\//, ''))) ||
    holes.some(
      ({ source: written, value }) =>
        value.commit === true || (NUMBER_OF_CHANGE.test(written.trim()) && value.influences.every((i) => i.charset === 'word')),
    )
  );
};

type Fulfilled = Exclude<Extract<When, { readonly input: string }>, { readonly namesPreview: string } | { readonly perChange: true }>;
const fulfils = (text: string, condition: Fulfilled): boolean => {
  if ('set' in condition) return isOff(text) !== condition.set;
  if ('is' in condition) return condition.is.includes(text);
  if ('lacks' in condition) return !text.includes(condition.lacks);
  return 'isNot' in condition ? !condition.isNot.includes(text) : text.includes(condition.contains);
};

/** Of a text that is known in part, what is written counts. */
const possible = (use: Use, condition: When): Tri =>
  'contains' in condition
    ? (use.inputs.get(condition.input)?.source?.includes(condition.contains) ?? 'unknown')
    : 'lacks' in condition && use.inputs.get(condition.input)?.source?.includes(condition.lacks) === true
      ? false
      : 'unknown';

/** What the inputs do not say: what is not at hand does not hold. */
const holdsBeside = (use: Use, condition: Exclude<When, { readonly input: string }>): boolean => {
  const isOn = (events: readonly string[]): boolean => events.some((event) => event === use.scenario.trigger || event === use.scenario.id);
  if ('on' in condition) return isOn(condition.on);
  if ('notOn' in condition) return !isOn(condition.notOn);
  if ('before' in condition) return !since(condition.before, use.asOf);
  return condition.matches.test(use.files?.read(condition.file) ?? '');
};

/** Three-valued: an input that is not known may be anything. */
export const holds = (use: Use, when: readonly When[] | undefined): Tri => {
  let all: Tri = true;
  for (const condition of when ?? []) {
    if (!('input' in condition)) {
      if (!holdsBeside(use, condition)) return false;
      continue;
    }
    if ('namesPreview' in condition || 'perChange' in condition) {
      if (!('perChange' in condition ? isPerChange(use, condition.input) : namesPreview(use, condition.input, condition.namesPreview))) return false;
      continue;
    }
    const text = textOf(use, condition.input);
    const one = text === null ? possible(use, condition) : fulfils(text.toLowerCase(), condition);
    if (one === false) return false;
    if (one === 'unknown') all = 'unknown';
  }
  return all;
};

// ---------------------------------------------------------------- versions

type Version = readonly number[];

const versionOf = (text: string): Version | null => {
  const match = /^v?(\d{1,6})(?:\.(\d{1,6}))?(?:\.(\d{1,6}))?$/i.exec(text);
  return match === null ? null : match.slice(1).flatMap((part) => (part === undefined ? [] : [Number(part)]));
};

const compareVersions = (left: Version, right: Version): number => {
  for (let i = 0; i < Math.max(left.length, right.length); i += 1) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

/** The major version that a ref names; null for branches and commits. */
export const majorOf = (ref: string | null): number | null => versionOf(ref ?? '')?.[0] ?? null;

/**
 * Is this release or a later one in use? A full version says so itself; a shorter one (`v4`, `v4.1`) and a branch move, and have
 * been there since `date`. 'unknown' for commits, whose version the files do not tell.
 */
export const isAtLeast = (ref: string | null, version: string, date: string, asOf: string): Tri => {
  const wanted = versionOf(version) ?? [];
  const used = versionOf(ref ?? '');
  if (used === null) return since(date, asOf) && /^[0-9a-f]{7,40}$/i.test(ref ?? '') ? 'unknown' : since(date, asOf);
  if (used.length >= 3) return compareVersions(used, wanted) >= 0;
  const order = compareVersions(used, wanted.slice(0, used.length));
  return order === 0 ? since(date, asOf) : order > 0;
};

/** Commits are taken for a late release: flaws are rarely pinned for years. */
export const inReleases = (use: Use, releases: Releases | undefined): boolean => {
  if (releases === undefined) return true;
  const late = ([version, date]: Release): boolean => isAtLeast(use.ref, version, date, use.asOf) !== false;
  return (releases.since === undefined || late(releases.since)) && (releases.before === undefined || !late(releases.before));
};

export const applies = (use: Use, conditional: { readonly when?: readonly When[]; readonly releases?: Releases }): boolean =>
  inReleases(use, conditional.releases) && holds(use, conditional.when) !== false;

// ---------------------------------------------------------------- texts, credentials, workspace

/** Inputs that are not known become `*`, so that a name never looks more certain than it is. */
export const fill = (use: Use, template: Template): string =>
  template.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => {
    const text = textOf(use, name);
    return text === null || text === '' ? '*' : (text.split('\n')[0]?.trim() ?? '*');
  });

/** Where a login is remembered for the rest of the job, beside the variables: names with a space cannot be variables. */
export const loginKey = (registry: string): string => `login ${registry}`;

/** `ghcr.io/acme/x:1` → `ghcr.io`; names without a host belong to Docker Hub, whose entry is ''. */
export const registryOf = (image: string): string => {
  const [host = '', ...rest] = image.split('/');
  const registry = rest.length > 0 && /[.:]|^localhost$/.test(host) ? host.toLowerCase() : '';
  return registry === 'docker.io' || registry === 'index.docker.io' ? '' : registry;
};

/** The login to the registry of the image that an input names; while that is not known, the only login there is. */
const loginFor = (use: Use, input: string): Value | undefined => {
  const image = textOf(use, input) ?? use.inputs.get(input)?.source ?? '';
  const login = use.env.get(loginKey(registryOf(image.split(/[\n,]/)[0]?.trim() ?? '')));
  if (login !== undefined) return login;
  const logins = [...use.env].filter(([name]) => name.startsWith(loginKey('')));
  return image.startsWith('${{') && logins.length === 1 ? logins[0]?.[1] : undefined;
};

/** A secret's name, 'token', 'identity', or null when the files do not tell. */
export const credentialOf = (use: Use, sources: CredentialSources | undefined): string | null => {
  for (const source of sources ?? []) {
    if (source === '@token' || source === '@identity') return source.slice(1);
    if (source === '@git') {
      if (use.gitCredential != null) return use.gitCredential;
      continue;
    }
    if (source.startsWith('registry:')) {
      const login = loginFor(use, source.slice('registry:'.length));
      if (login !== undefined) return login.secrets[0] ?? null;
      continue;
    }
    const value = source.startsWith('env:') ? use.env.get(source.slice(4)) : inputOf(use, source);
    if (value === undefined || value.text === '') continue;
    const secret = value.secrets[0];
    if (secret !== undefined) return secret;
    if (!source.startsWith('env:') && value.text === null) return null;
  }
  return null;
};

/** Folders below the workspace; what lies outside (`~/.cache`, `/tmp`) keeps its own name. */
export const workspacePath = (text: string): string => {
  const path = text.trim().replace(/^(?:\$\{\{\s*github\.workspace\s*\}\}|\$\{?(?:GITHUB_)?WORKSPACE\}?)\/?/i, '');
  if (/^[~/]|^[a-z]:\\/i.test(path)) return path;
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
};

const covers = (material: Material, path: string): boolean => material.path === '' || path === material.path || path.startsWith(`${material.path}/`);

/** What a tool reads that runs in this folder: the checkout that holds it, and what lies in the same place. */
export const materialsFor = (materials: readonly Material[], path: string): readonly Material[] => {
  const covering = materials.filter((m) => covers(m, path));
  const deepest = Math.max(-1, ...covering.filter((m) => m.kind === 'checkout').map((m) => m.path.length));
  return covering.filter((m) => m.kind !== 'checkout' || m.path.length === deepest);
};

/** What is taken along when a folder is shipped: what covers it, and all that lies below. `null`: the folder is not known. */
export const materialsWithin = (materials: readonly Material[], path: string | null): readonly Material[] =>
  path === null ? materials : materials.filter((m) => covers(m, path) || path === '' || m.path.startsWith(`${path}/`));

/** The folder that an input names; the workspace when the input is not given; null when it is not known. */
export const folderOf = (use: Use, input: string | undefined): string | null => {
  if (input === undefined) return '';
  const text = textOf(use, input);
  if (text === null) return null;
  const first = text.split('\n')[0] ?? '';
  const glob = first.search(/[*?[{]/);
  return workspacePath(glob < 0 ? first : first.slice(0, first.lastIndexOf('/', glob) + 1));
};
