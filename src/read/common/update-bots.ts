/** Bots that propose new versions of dependencies: Dependabot and Renovate, and what merges their changes. */
import type { Gap, UpdateBot } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import type { Diagnostic } from '../../source/span.ts';
import { readToml } from '../../source/toml.ts';
import { entriesOf, get, itemsOf, numberOf, parseYaml, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';
import { readRenovate } from './renovate.ts';

export interface UpdateBotsRead {
  readonly updateBots: readonly UpdateBot[];
  readonly gaps: readonly Gap[];
  readonly diagnostics: readonly Diagnostic[];
}

export const readUpdateBots = (tree: FileTree): UpdateBotsRead => {
  const diagnostics: Diagnostic[] = [];
  const dependabot = readDependabot(tree, diagnostics);
  const renovate = readRenovate(tree, diagnostics);
  const merged = mergedByApps(tree, diagnostics);
  return { updateBots: withMergedBots([...dependabot, ...renovate.updateBots], merged), gaps: renovate.gaps, diagnostics };
};

/** The same bots, those named marked as merged without a person. For whoever finds such a merge elsewhere, in a workflow for instance. */
export const withMergedBots = (bots: readonly UpdateBot[], names: ReadonlySet<string>): readonly UpdateBot[] =>
  bots.map((bot) => (names.has(bot.name) ? { ...bot, mergesByItself: true } : bot));

/**
 * One bot for each wait that `updates` entries have.
 * https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#cooldown-
 * (the wait does not hold for security updates).
 */
const readDependabot = (tree: FileTree, diagnostics: Diagnostic[]): readonly UpdateBot[] => {
  const file = ['.github/dependabot.yml', '.github/dependabot.yaml'].find((f) => tree.files.includes(f));
  const text = file === undefined ? null : tree.read(file);
  if (file === undefined || text === null) return [];
  const { documents, diagnostics: found } = parseYaml(text, file);
  diagnostics.push(...found);
  const byWait = new Map<number | null, UpdateBot>();
  for (const update of itemsOf(get(documents[0], 'updates'))) {
    const ecosystem = textOf(get(update, 'package-ecosystem')) ?? textOf(get(update, 'multi-ecosystem-group'));
    if (ecosystem === null || numberOf(get(update, 'open-pull-requests-limit')) === 0) continue; // 0: security updates only
    const wait = cooldownDays(get(update, 'cooldown'));
    const same = byWait.get(wait);
    byWait.set(wait, {
      name: 'dependabot',
      cooldownDays: wait,
      mergesByItself: false,
      ecosystems: [...new Set([...(same?.ecosystems ?? []), ecosystem])],
      span: same?.span ?? get(update, 'package-ecosystem')?.span ?? update.span,
    });
  }
  return [...byWait.values()];
};

/** The shortest wait of any kind of version step; null when some dependency or step has none. */
const cooldownDays = (cooldown: YamlNode | undefined): number | null => {
  const include = textsOf(get(cooldown, 'include'));
  if (include.length > 0 && !include.includes('*')) return null;
  const otherwise = numberOf(get(cooldown, 'default-days')) ?? 0;
  const steps = ['semver-major-days', 'semver-minor-days', 'semver-patch-days'].map((key) => numberOf(get(cooldown, key)) ?? otherwise);
  const shortest = Math.min(...steps);
  return shortest > 0 ? shortest : null;
};

const BOTS = ['dependabot', 'renovate'];

/**
 * Bots whose changes an app merges by the rules of a file: Mergify (https://docs.mergify.com/configuration/file-format/),
 * Kodiak (https://kodiakhq.com/docs/config-reference).
 */
const mergedByApps = (tree: FileTree, diagnostics: Diagnostic[]): ReadonlySet<string> => {
  const merged = new Set<string>();
  const mergify = ['.mergify.yml', '.mergify/config.yml', '.github/mergify.yml'].find((f) => tree.files.includes(f));
  const text = mergify === undefined ? null : tree.read(mergify);
  if (mergify !== undefined && text !== null) {
    const { documents, diagnostics: found } = parseYaml(text, mergify);
    diagnostics.push(...found);
    for (const rule of itemsOf(get(documents[0], 'pull_request_rules'))) {
      const merges = entriesOf(get(rule, 'actions')).some((e) => e.key.value === 'merge' || e.key.value === 'queue');
      const conditions = textsOf(get(rule, 'conditions'));
      if (!merges || conditions.some((c) => /^#?approved-reviews-by\s*>?=/.test(c))) continue;
      for (const bot of BOTS) if (conditions.some((c) => /^author\s*~?=/.test(c) && c.includes(bot))) merged.add(bot);
    }
  }
  const kodiak = ['.kodiak.toml', '.github/.kodiak.toml'].find((f) => tree.files.includes(f));
  const settings = kodiak === undefined ? null : tree.read(kodiak);
  if (kodiak !== undefined && settings !== null) {
    const names = readToml(settings, kodiak).filter((e) => e.table === 'merge.automerge_dependencies' && e.key === 'usernames');
    for (const bot of BOTS) if (names.some((e) => e.strings.some((s) => s.value.includes(bot)))) merged.add(bot);
  }
  return merged;
};
