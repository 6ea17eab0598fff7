/**
 * Which runs a pipeline has: who causes them, whose definition and code they take, what they are given.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/build/triggers
 */
import type { Actor, Scenario } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { entryOf, get, isFalse, itemsOf, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';
import { cause, trustedScenario } from '../common/scenarios.ts';
import {
  branchProtected,
  forkBuildsDisabled,
  forkComments,
  forkIdentityWithheld,
  forkSecretsWithheld,
  forkTokenLimited,
  tagsProtected,
  webhookSendersTrusted,
} from './guarantees.ts';

const DOCS = 'https://learn.microsoft.com/en-us/azure/devops/pipelines';
export const PAGES = {
  pr: `${DOCS}/repos/github#pr-triggers`,
  push: `${DOCS}/repos/github#ci-triggers`,
  schedule: `${DOCS}/process/scheduled-triggers`,
  pipeline: `${DOCS}/process/pipeline-triggers`,
  webhook: `${DOCS}/yaml-schema/resources-webhooks-webhook`,
  manual: `${DOCS}/process/runtime-parameters`,
} as const;

/** A scenario with what only this reader needs. */
export interface AzureScenario extends Scenario {
  readonly ref: 'default' | 'branch' | 'tag' | 'pull';
  /** `Build.Reason`; null where it may be one of several. */
  readonly reason: string | null;
  /** Who names the branch, writes the commit's message; null: nobody in particular. */
  readonly head: Actor | null;
  readonly fork: boolean;
  /** Alias of the webhook whose payload came, in lower case. */
  readonly webhook: string | null;
}

const base = (trigger: string, span: Span, source: string): AzureScenario => ({
  ...trustedScenario(trigger, span, source),
  ref: 'default',
  reason: null,
  head: null,
  fork: false,
  webhook: null,
});

/** `none` switches a trigger off; no key means the default of the platform. */
const isOff = (node: YamlNode | undefined): boolean => textOf(node)?.toLowerCase() === 'none';

const keySpan = (root: YamlNode, key: string): Span => entryOf(root, key)?.key.span ?? headSpan(root);
/** The first line of the file, where the default of the platform counts. */
export const headSpan = (root: YamlNode): Span => {
  const first = root.kind === 'mapping' ? root.entries[0]?.key.span : undefined;
  return first ?? { ...root.span, endLine: root.span.line, endColumn: root.span.column + 1 };
};

// ---------------------------------------------------------------- filters

interface Filter {
  readonly include: readonly string[];
  readonly exclude: readonly string[];
}

const filterOf = (node: YamlNode | undefined): Filter | null => {
  if (node === undefined || node.kind === 'null') return null;
  if (node.kind === 'mapping') return { include: textsOf(get(node, 'include')), exclude: textsOf(get(node, 'exclude')) };
  return { include: textsOf(node), exclude: [] };
};

const branchesOf = (node: YamlNode | undefined): Filter | null =>
  node?.kind === 'mapping' ? filterOf(get(node, 'branches')) : node?.kind === 'sequence' ? filterOf(node) : null;

const MAIN = /^(?:refs\/heads\/)?(?:main|master|trunk|develop|dev|default)$/i;
/** The name of the default branch is not in the files: usual names, and patterns that are no single other branch, let it in. */
const letsDefault = (filter: Filter | null): boolean => {
  if (filter === null) return true;
  if (filter.exclude.some((name) => name === '*')) return false;
  return (
    filter.include.length === 0 ||
    filter.include.some((name) => MAIN.test(name) || name.includes('*') || name.includes('$(')) ||
    filter.include.every((name) => !/[/]/.test(name.replace(/^refs\/heads\//, '')))
  );
};
/** Branches of a name that anybody who can push may choose. */
const letsOther = (filter: Filter | null): boolean =>
  filter === null || filter.include.length === 0 || filter.include.some((name) => !MAIN.test(name));

// ---------------------------------------------------------------- the table

const pullRequests = (root: YamlNode, asOf: string): readonly AzureScenario[] => {
  const pr = get(root, 'pr');
  if (isOff(pr)) return [];
  const span = keySpan(root, 'pr');
  const both: AzureScenario = {
    ...base('pr', span, PAGES.pr),
    definition: 'proposed',
    ref: 'pull',
    reason: 'PullRequest',
    cache: { scope: 'pull', reads: ['pull', 'default'] },
  };
  return [
    {
      ...both,
      id: 'pr/fork',
      causes: [cause('outsider', 'opens a pull request from a fork', [forkBuildsDisabled(asOf, span)])],
      proposer: 'outsider',
      head: 'outsider',
      fork: true,
      guarantees: [forkComments(span)],
      withholds: { secrets: [forkSecretsWithheld(span)], write: [forkTokenLimited(span)], identity: [forkIdentityWithheld(span)], cacheWrite: [] },
    },
    {
      ...both,
      id: 'pr/branch',
      causes: [cause('writer', 'opens a pull request from a branch of the repository')],
      proposer: 'writer',
      head: 'writer',
    },
  ];
};

/** Tags start a run only where the trigger names tags. */
const pushes = (root: YamlNode): readonly AzureScenario[] => {
  const trigger = get(root, 'trigger');
  if (isOff(trigger)) return [];
  const span = keySpan(root, 'trigger');
  const batch = textOf(get(trigger, 'batch'))?.toLowerCase() === 'true';
  const branches = branchesOf(trigger);
  const tags = trigger?.kind === 'mapping' ? filterOf(get(trigger, 'tags')) : null;
  const onlyTags = tags !== null && branches === null && get(trigger, 'paths') === undefined;
  const push: AzureScenario = { ...base('push', span, PAGES.push), reason: batch ? null : 'IndividualCI' };
  const own = (ref: 'branch' | 'tag'): AzureScenario => ({
    ...push,
    id: `push/${ref}`,
    ref,
    definition: 'proposed',
    proposer: 'writer',
    head: 'writer',
    causes: [cause('writer', `pushes a ${ref}`, ref === 'tag' ? [tagsProtected(span)] : [])],
    cache: { scope: ref, reads: [ref, 'default'] },
  });
  const found: AzureScenario[] = [];
  if (!onlyTags && letsDefault(branches))
    found.push({
      ...push,
      id: 'push/default',
      head: 'contributor',
      causes: [cause('contributor', 'gets a change merged', [], 'accepts'), cause('writer', 'pushes to the default branch', [branchProtected(span)])],
    });
  if (!onlyTags && letsOther(branches)) found.push(own('branch'));
  if (tags !== null) found.push(own('tag'));
  return found;
};

const schedules = (root: YamlNode): readonly AzureScenario[] =>
  itemsOf(get(root, 'schedules')).length === 0 ? [] : [{ ...base('schedule', keySpan(root, 'schedules'), PAGES.schedule), reason: 'Schedule' }];

/** Whoever can cause the event at the other service, or knows the address where no secret is set, writes the payload. */
const webhooks = (root: YamlNode): readonly AzureScenario[] =>
  itemsOf(get(get(root, 'resources'), 'webhooks')).flatMap((item): readonly AzureScenario[] => {
    const alias = textOf(get(item, 'webhook'));
    if (alias === null || isFalse(get(item, 'trigger')) || textOf(get(item, 'trigger')) === 'none') return [];
    const span = entryOf(item, 'webhook')?.value.span ?? item.span;
    const connection = textOf(get(item, 'connection')) ?? alias;
    return [
      {
        ...base('webhook', span, PAGES.webhook),
        id: `webhook/${alias}`,
        reason: 'ResourceTrigger',
        webhook: alias.toLowerCase(),
        head: 'outsider',
        causes: [cause('outsider', 'causes the event that another service reports', [webhookSendersTrusted(connection, span)])],
      },
    ];
  });

/** Other resources whose new versions start runs: they come by themselves. */
const resources = (root: YamlNode): readonly AzureScenario[] =>
  (['containers', 'packages', 'builds', 'repositories'] as const).flatMap((kind) =>
    itemsOf(get(get(root, 'resources'), kind)).some((item) => {
      const trigger = get(item, 'trigger');
      return trigger !== undefined && trigger.kind !== 'null' && !isOff(trigger) && textOf(trigger)?.toLowerCase() !== 'false';
    })
      ? [{ ...base('resource', keySpan(root, 'resources'), PAGES.pipeline), id: `resource/${kind}`, reason: 'ResourceTrigger' }]
      : [],
  );

/** Everybody who may queue runs gives parameters, and names the branch whose definition counts. */
const manual = (root: YamlNode): readonly AzureScenario[] => {
  const span = keySpan(root, 'parameters');
  const run: AzureScenario = { ...base('manual', span, PAGES.manual), reason: 'Manual', byItself: 'routine' };
  return [
    { ...run, causes: [cause('writer', 'runs the pipeline with parameters of its own')], head: null },
    {
      ...run,
      id: 'manual/branch',
      ref: 'branch',
      definition: 'proposed',
      proposer: 'writer',
      head: 'writer',
      byItself: null,
      causes: [cause('writer', 'runs the pipeline on a branch of its own')],
      cache: { scope: 'branch', reads: ['branch', 'default'] },
    },
  ];
};

export const scenariosOf = (root: YamlNode, asOf: string): readonly AzureScenario[] => {
  const all = [...pullRequests(root, asOf), ...pushes(root), ...schedules(root), ...webhooks(root), ...resources(root), ...manual(root)];
  // Who brings a definition of its own from a branch rewrites all of it: one such run stands for the others.
  const first = OWN_BRANCH.find((id) => all.some((scenario) => scenario.id === id));
  return all.filter(({ id }) => id === first || !OWN_BRANCH.includes(id));
};

/** Runs of a branch of the repository with its own definition, the most direct one first. */
const OWN_BRANCH: readonly string[] = ['push/branch', 'pr/branch', 'manual/branch'];

export const followingBase = (span: Span): AzureScenario => ({ ...base('pipeline', span, PAGES.pipeline), reason: 'ResourceTrigger' });
