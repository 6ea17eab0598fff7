/** Renovate's configuration: https://docs.renovatebot.com/configuration-options/ */
import type { Gap, Tri, UpdateBot } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { parseJson } from '../../source/json.ts';
import type { Diagnostic } from '../../source/span.ts';
import { booleanOf, entriesOf, get, itemsOf, numberOf, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';

/** Places, in the order in which Renovate takes the first. */
const PLACES = [
  'renovate.json',
  'renovate.jsonc',
  'renovate.json5',
  '.github/renovate.json',
  '.github/renovate.jsonc',
  '.github/renovate.json5',
  '.gitlab/renovate.json',
  '.gitlab/renovate.jsonc',
  '.gitlab/renovate.json5',
  '.renovaterc',
  '.renovaterc.json',
  '.renovaterc.jsonc',
  '.renovaterc.json5',
];

/** Presets that make packages of npm wait three days (https://docs.renovatebot.com/presets-security/#securityminimumreleaseagenpm); the second contains the first. */
const NPM_WAIT_PRESETS = new Set(['security:minimumReleaseAgeNpm', 'config:best-practices', 'npm:unpublishSafe']);
const NPM_WAIT_DAYS = 3;

/** Places where a configuration, besides the top level, may turn automatic merging on for some updates. */
const UPDATE_KINDS = [
  'major',
  'minor',
  'patch',
  'pin',
  'digest',
  'pinDigest',
  'lockFileMaintenance',
  'rollback',
  'replacement',
  'vulnerabilityAlerts',
];

export const readRenovate = (
  tree: FileTree,
  diagnostics: Diagnostic[],
): { readonly updateBots: readonly UpdateBot[]; readonly gaps: readonly Gap[] } => {
  const config = readConfig(tree, diagnostics);
  if (config === null) return { updateBots: [], gaps: [] };
  const extended = textsOf(get(config, 'extends'));
  const remote = extended.filter(
    (preset) => /^(?:github|gitlab|gitea|forgejo|bitbucket|local|npm|http|https)[>:]/.test(preset) || preset.startsWith('@'),
  );
  const merging = automergingParts(config);
  const span = (get(config, 'automerge') ?? merging[0] ?? get(config, 'extends') ?? config).span;
  const file = config.span.file;
  const mergesByItself: Tri = automerges(config, extended, merging, remote.length > 0);
  const wait = waitOf(config);
  const shortest = merging.length === 0 ? wait : Math.min(...merging.map((part) => waitOf(part) ?? wait ?? 0));
  const ecosystems = textsOf(get(config, 'enabledManagers'));
  const bot = (names: readonly string[], days: number | null): UpdateBot => ({
    name: 'renovate',
    cooldownDays: days === 0 ? null : days,
    mergesByItself,
    ecosystems: names,
    span,
  });
  const npmOnly = shortest === null && extended.some((preset) => NPM_WAIT_PRESETS.has(preset));
  const others = ecosystems.filter((name) => name !== 'npm');
  const updateBots = !npmOnly
    ? [bot(ecosystems, shortest)]
    : [
        ...(ecosystems.length === 0 || ecosystems.includes('npm') ? [bot(['npm'], NPM_WAIT_DAYS)] : []),
        ...(ecosystems.length === 0 || others.length > 0 ? [bot(others, null)] : []),
      ];
  const gaps = remote.map((preset): Gap => {
    const place = itemsOf(get(config, 'extends')).find((item) => textOf(item) === preset) ?? config;
    return { file, reason: 'update bot preset not available', detail: `what ${preset} sets is not in this repository`, evidence: [place.span] };
  });
  return { updateBots, gaps };
};

const readConfig = (tree: FileTree, diagnostics: Diagnostic[]): YamlNode | null => {
  const file = PLACES.find((place) => tree.files.includes(place)) ?? 'package.json';
  const text = tree.files.includes(file) ? tree.read(file) : null;
  if (text === null || (file === 'package.json' && !text.includes('"renovate"'))) return null;
  const { root, diagnostics: found } = parseJson(text, file);
  if (file !== 'package.json') diagnostics.push(...found); // else reported with the package
  const config = file === 'package.json' ? (get(root, 'renovate') ?? null) : root;
  return config?.kind === 'mapping' && booleanOf(get(config, 'enabled')) !== false ? config : null;
};

/** The objects that turn `automerge` on. */
const automergingParts = (config: YamlNode): readonly YamlNode[] => {
  const parts = [
    config,
    ...UPDATE_KINDS.flatMap((kind) => get(config, kind) ?? []),
    ...itemsOf(get(config, 'packageRules')),
    ...itemsOf(get(config, 'packageRules')).flatMap((rule) => UPDATE_KINDS.flatMap((kind) => get(rule, kind) ?? [])),
    ...entriesOf(config).flatMap((e) => (e.value.kind === 'mapping' && !UPDATE_KINDS.includes(e.key.value) ? [e.value] : [])),
  ];
  return parts.filter((part) => booleanOf(get(part, 'automerge')) === true || textsOf(get(part, 'extends')).some(isMergePreset));
};

/** `:automergeMinor`, `:automergeAll` … (https://docs.renovatebot.com/presets-default/); `:automergePr` and `:automergeBranch` only say how. */
const isMergePreset = (preset: string): boolean =>
  /^(?:default)?:automerge\w+$/.test(preset) && !/:automerge(?:Disabled|Pr|Branch|RequireAllStatusChecks)$/.test(preset);

const automerges = (config: YamlNode, extended: readonly string[], merging: readonly YamlNode[], remote: boolean): Tri => {
  if (merging.length > 0) return true;
  if (extended.includes(':automergeDisabled') || booleanOf(get(config, 'automerge')) === false) return false;
  return remote ? 'unknown' : false;
};

/** `minimumReleaseAge: "3 days"` (in former versions `stabilityDays: 3`), in days; null when it is not set. */
const waitOf = (part: YamlNode): number | null => {
  const days = numberOf(get(part, 'stabilityDays'));
  const found = /^\s*(\d+(?:\.\d+)?)\s*(h|hours?|d|days?|w|weeks?|months?|years?)\b/i.exec(textOf(get(part, 'minimumReleaseAge')) ?? '');
  if (found === null) return days;
  const amount = Number(found[1]);
  const unit = (found[2] ?? 'd').toLowerCase();
  const factor = unit.startsWith('h') ? 1 / 24 : unit.startsWith('w') ? 7 : unit.startsWith('mo') ? 30 : unit.startsWith('y') ? 365 : 1;
  return amount * factor;
};
