/** What the steps of a job need of its token, as far as the files tell. */
import { usesIdentity } from '../advise/controls/holders.ts';
import { KNOWN_ACTIONS } from '../knowledge/actions/index.ts';
import type { Grant, Job, Pipeline, Step } from '../pipeline/model.ts';
import { usedBy } from '../reason/rules/configuration/token-right.ts';
import { get, itemsOf, textOf, type YamlNode } from '../source/yaml.ts';
import type { YamlMapping } from '../source/yaml-nodes.ts';
import { type Document, rangeOf } from './document.ts';

export interface TokenNeeds {
  /** Scopes that are read: `contents` always. */
  readonly reads: readonly string[];
}

const NOTHING_UNRESOLVED: ReadonlySet<string> = new Set();

export const jobUses = (job: Job, grant: Grant): boolean =>
  grant.capability === 'mint-identity' ? job.steps.some(usesIdentity) : usedBy([job], grant.right, NOTHING_UNRESOLVED) === 'yes';

/** Every step accounted for, or in one sentence what could not be told. `jobs`: the job under each scenario. */
export const tokenNeeds = (jobs: readonly Job[], pipeline: Pipeline, document: Document, node: YamlMapping): TokenNeeds | string => {
  for (const step of jobs.flatMap((job) => job.steps)) {
    const why = unknownIn(step, pipeline);
    if (why !== null) return why;
  }
  const reads = new Set(['contents']);
  const inherited = handsToken(get(node, 'env')) || handsToken(get(document.root, 'env'));
  for (const step of itemsOf(get(node, 'steps'))) {
    const run = textOf(get(step, 'run'));
    const handed = inherited || handsToken(get(step, 'env')) || (run !== null && TOKEN.test(run));
    if (run !== null && handed) {
      const scopes = readsOfScript(run);
      const writes = jobs.some((job) => job.steps.some((s) => covers(document, step, s) && s.effects.some(writesWithToken)));
      if (scopes === null && !writes) return `The script at line ${step.span.line} is given the token; what it does with it cannot be told.`;
      for (const scope of scopes ?? ['issues', 'pull-requests', 'actions']) reads.add(scope);
    }
    for (const scope of readsOfAction(textOf(get(step, 'uses')) ?? '')) reads.add(scope);
  }
  const [from, to] = rangeOf(document, node.span);
  if (/ghcr\.io|docker\.pkg\.github|(?:npm|maven|nuget|rubygems)\.pkg\.github/.test(document.text.slice(from, to))) reads.add('packages');
  return { reads: [...reads] };
};

const TOKEN = /\bgithub\.token\b|\bsecrets\.GITHUB_TOKEN\b/i;

const handsToken = (env: YamlNode | undefined): boolean => env?.kind === 'mapping' && env.entries.some((e) => TOKEN.test(textOf(e.value) ?? ''));

const covers = (document: Document, node: YamlNode, step: Step): boolean =>
  step.span.file === document.file && node.span.line <= step.span.line && step.span.line <= node.span.endLine;

const writesWithToken = (effect: Step['effects'][number]): boolean =>
  (effect.kind === 'write' || effect.kind === 'publish' || effect.kind === 'dispatch') &&
  (effect.credential === 'token' || effect.credential === null);

/** Commands of `gh` that only read. https://cli.github.com/manual/ */
const READS: Readonly<Record<string, string>> = {
  pr: 'pull-requests',
  issue: 'issues',
  run: 'actions',
  workflow: 'actions',
  release: 'contents',
  repo: 'contents',
};

/** Scopes that a script reads; null where it does something else with the token. */
const readsOfScript = (script: string): readonly string[] | null => {
  const scopes: string[] = [];
  for (const [, command = '', action = ''] of script.matchAll(/\bgh\s+([a-z]+)\s+([a-z-]+)/g)) {
    if (command === 'auth') continue;
    if (!Object.hasOwn(READS, command) || !/^(?:view|list|status|diff|checks|watch|download)$/.test(action)) return null;
    scopes.push(READS[command] ?? 'contents');
  }
  return scopes.length > 0 && !/\b(?:curl|wget|http|git\s+push|octokit)\b/.test(script) ? scopes : null;
};

/** What actions read beside the content, as their pages say. */
const readsOfAction = (uses: string): readonly string[] => {
  const name = (uses.split('@')[0] ?? '').toLowerCase();
  // https://github.com/dorny/paths-filter, https://github.com/tj-actions/changed-files, https://github.com/actions/labeler
  if (/^(?:dorny\/paths-filter|tj-actions\/changed-files|step-security\/changed-files|actions\/labeler)$/.test(name)) return ['pull-requests'];
  // https://github.com/github/codeql-action, https://github.com/actions/download-artifact
  if (name.startsWith('github/codeql-action/') || /download-artifact/.test(name)) return ['actions'];
  if (name === 'actions/github-script') return ['actions', 'issues', 'pull-requests'];
  return [];
};

const unknownIn = (step: Step, pipeline: Pipeline): string | null => {
  for (const effect of step.effects) {
    if (effect.kind === 'opaque')
      return `What ${named(effect.component)} does with the token cannot be told, since its files are not at hand (--components).`;
    if (effect.kind !== 'use') continue;
    const component = pipeline.components.find((c) => c.id === effect.component);
    if (component === undefined || component.resolved || component.owner === 'self' || component.kind === 'image') continue;
    if (component.kind === 'action' && isKnown(component.name.toLowerCase())) continue;
    return `What ${named(effect.component)} needs of the token is not known here; its files below --components would tell.`;
  }
  return null;
};

/** Ids of components leave out the path inside the repository. */
const isKnown = (repository: string): boolean => KNOWN_ACTIONS.some(({ name }) => name === repository || name.startsWith(`${repository}/`));

const named = (id: string): string =>
  `\`${id
    .replace(/^[a-z]+:/, '')
    .replaceAll('`', "'")
    .slice(0, 100)}\``;
