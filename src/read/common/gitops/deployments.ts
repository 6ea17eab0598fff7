/** What a controller in the cluster deploys from repositories and registries, as runs: Argo CD's applications and Flux's kustomizations and releases. */
import type { Code, Material, TakenPublication } from '../../../pipeline/effects.ts';
import type { Guarantee, Scenario } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';
import type { PlainJob } from '../plain/jobs.ts';
import { pushes } from '../plain/scenarios.ts';
import { BY_THE_HOST, cause, tagsProtected, trustedScenario } from '../scenarios.ts';

/** Files of a repository at a ref. */
export interface GitSource {
  readonly url: string;
  /** As written; '' where nothing says it, which is the default branch. */
  readonly ref: string;
  readonly kind: 'default' | 'branch' | 'tag' | 'commit';
  /** '' for the root. */
  readonly path: string;
  readonly span: Span;
}

export interface Deployment {
  readonly name: string;
  /** What the controller calls its work. */
  readonly trigger: string;
  readonly tool: string;
  /** Without it somebody has to ask for it each time. */
  readonly automatic: boolean;
  readonly source: GitSource | null;
  readonly takes: readonly TakenPublication[];
  readonly span: Span;
  readonly page: string;
}

const nameOf = (url: string): string =>
  url
    .replace(/\.git\/?$|\/$/, '')
    .replace(/^[a-z+]+:\/\/(?:[^/@]*@)?[^/]+\/|^[^@/\s]+@[^:]+:/i, '')
    .toLowerCase();

/** Is the address this repository? Only `owner/name` tells that it is not; a folder of the same name tells that it is. */
export const isOwnAddress = (url: string, tree: string, repository: string | null): boolean | 'unknown' => {
  const name = nameOf(url);
  if (repository !== null) return name === repository.toLowerCase();
  return name === tree.toLowerCase() || name.endsWith(`/${tree.toLowerCase()}`) ? true : 'unknown';
};

const DEFAULT = /^(?:HEAD|main|master|trunk|refs\/heads\/(?:main|master))?$/;

/** A range stands for the newest tag in it. https://argo-cd.readthedocs.io/en/stable/user-guide/tracking_strategies/ */
export const kindOfRef = (ref: string): GitSource['kind'] => {
  if (DEFAULT.test(ref)) return 'default';
  if (/^[0-9a-f]{40}$/.test(ref)) return 'commit';
  return /^(?:refs\/tags\/|v?\d+(?:\.|$)|[~^<>=*]|release-\d)/.test(ref) ? 'tag' : 'branch';
};

const protectedBranch = (branch: string, span: Span): Guarantee => ({
  id: `deployed-branch-protected@${branch}`,
  statement: `Branch \`${branch}\` takes reviewed changes only.`,
  enforcedBy: 'setting',
  against: ['outsider', 'contributor', 'writer'],
  strength: 'strong',
  evidence: [span],
  holdsIf: [{ setting: `deployed-branch-protected@${branch}`, is: true }],
  ...BY_THE_HOST,
});

const elsewhere = (url: string, span: Span): Guarantee => ({
  id: `deployed-from-elsewhere@${url}`,
  statement: `\`${url}\` is another repository than this one.`,
  enforcedBy: 'setting',
  against: ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'],
  strength: 'strong',
  why: 'Nothing that is written here is deployed by it.',
  evidence: [span],
  holdsIf: [{ setting: `deployed-from-elsewhere@${url}`, is: true }],
});

/** What the ref asks of whoever changes it, and whether the address is this repository at all. */
export const guaranteesOf = ({ kind, ref, url, span }: GitSource, own: boolean | 'unknown'): readonly Guarantee[] => [
  ...(kind === 'branch' ? [protectedBranch(ref, span)] : kind === 'tag' ? [tagsProtected(span)] : []),
  ...(own === 'unknown' ? [elsewhere(url, span)] : []),
];

/** `own`: whether the source is this repository; false where it is another one or there is none. */
export const deploymentScenario = ({ trigger, automatic, source, span, page }: Deployment, own: boolean | 'unknown'): Scenario => {
  const base: Scenario = { ...trustedScenario(trigger, span, page), byItself: automatic ? 'none' : 'routine' };
  if (source === null || own === false || source.kind === 'commit') return base;
  const interaction = automatic ? 'none' : 'routine';
  if (source.kind === 'default') {
    const [push] = pushes({ trigger, span, source: page }, { default: true, branch: false, tag: false });
    const causes = (push?.causes ?? []).map((c) => (c.interaction === 'none' ? { ...c, interaction } : c));
    return { ...base, causes: causes as Scenario['causes'] };
  }
  const how = source.kind === 'tag' ? 'makes or moves a tag that is deployed' : `pushes to branch \`${source.ref}\``;
  return { ...base, causes: [{ ...cause('writer', how, guaranteesOf(source, own)), interaction }], proposer: 'writer' };
};

export const deploymentJob = (deployment: Deployment, own: boolean | 'unknown'): PlainJob => {
  const { name, tool, source, takes, span } = deployment;
  const target = `kubernetes/${name}`;
  const moves = source !== null && own !== false && source.kind !== 'commit';
  const code: Code =
    source === null || own === false
      ? { kind: 'elsewhere', what: source?.url ?? 'a registry', component: null }
      : source.kind === 'default' || source.kind === 'commit'
        ? { kind: 'trusted', what: source.kind === 'commit' ? source.ref : 'the default branch' }
        : { kind: 'proposed', what: `${source.kind} \`${source.ref}\``, actor: 'writer', mutable: true };
  const material: Material = {
    kind: 'checkout',
    path: '',
    code,
    artifact: null,
    artifactFrom: null,
    cacheKey: null,
    ...(moves ? { guarantees: guaranteesOf(source, own) } : {}),
    span: source?.span ?? span,
  };
  const files = moves ? [material] : [];
  return {
    key: 'sync',
    span,
    runner: { labels: [], hosted: true, ephemeral: true },
    fetches: false,
    steps: [
      {
        name: 'apply manifests',
        span,
        lines: [],
        effects: () => [
          ...(source === null ? [] : [{ kind: 'checkout', material, persistsCredential: false, credential: null, span: material.span } as const]),
          ...(moves ? [{ kind: 'execute', tool, how: 'renders and applies its manifests', materials: files, span: material.span } as const] : []),
          {
            kind: 'deploy',
            target,
            credential: null,
            materials: [],
            verified: false,
            ...(takes.length === 0 ? {} : { takes }),
            ...(moves && (source.kind === 'branch' || source.kind === 'tag') ? { follows: { kind: source.kind, name: source.ref } } : {}),
            span,
          },
        ],
      },
    ],
  };
};
