/** A job as it is written, defaults and globals put in. https://docs.gitlab.com/ci/yaml/ */
import type { Span } from '../../source/span.ts';
import { entriesOf, get, isFalse, isTrue, listOf, textOf, textsOf, type YamlEntry, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { jobEntries, type Mapping } from './merge.ts';
import { flat, type Rule, rulesOf } from './rules.ts';
import { type Definitions, definitionsOf, matrixOf } from './variables.ts';

export interface NeedSyntax {
  readonly job: string;
  readonly artifacts: boolean;
  readonly optional: boolean;
  /** Another project or pipeline. */
  readonly elsewhere: string | null;
  /** Another project, and the ref whose latest pipeline counts. */
  readonly project: { readonly project: string; readonly ref: string | null } | null;
  readonly span: Span;
}

export interface CacheSyntax {
  readonly key: YamlNode | null;
  readonly paths: readonly YamlScalar[];
  readonly policy: string;
  readonly fallback: readonly YamlScalar[];
  readonly unprotect: boolean;
  readonly span: Span;
}

export interface JobSyntax {
  readonly key: string;
  readonly keySpan: Span;
  readonly body: Mapping;
  readonly stage: string;
  readonly image: YamlNode | null;
  readonly services: readonly YamlNode[];
  readonly tags: readonly YamlScalar[];
  /** `hooks: pre_get_sources_script`: before there are any files. */
  readonly hooks: readonly YamlScalar[];
  readonly before: readonly YamlScalar[];
  readonly script: readonly YamlScalar[];
  readonly after: readonly YamlScalar[];
  readonly needs: readonly NeedSyntax[] | null;
  readonly dependencies: readonly string[] | null;
  readonly rules: readonly Rule[] | null;
  readonly when: string | null;
  readonly allowFailure: boolean | null;
  readonly environment: { readonly name: YamlScalar; readonly action: string } | null;
  readonly artifacts: { readonly paths: readonly YamlScalar[]; readonly dotenv: readonly YamlScalar[]; readonly span: Span } | null;
  readonly caches: readonly CacheSyntax[];
  /** Highest layer first: the matrix, the job, the whole file. */
  readonly layers: readonly Definitions[];
  readonly idTokens: readonly YamlEntry[];
  readonly secrets: readonly YamlEntry[];
  readonly trigger: YamlNode | null;
  readonly release: YamlNode | null;
  readonly pages: YamlNode | null;
  /** `run: step`: other people's steps. */
  readonly steps: readonly StepSyntax[];
}

interface StepSyntax {
  /** `host/group/project/path@version`, or an action of GitHub. */
  readonly reference: string;
  readonly kind: 'plugin' | 'action';
  readonly span: Span;
}

export interface PipelineSyntax {
  readonly root: Mapping;
  readonly jobs: readonly JobSyntax[];
  readonly stages: readonly string[];
  readonly workflowRules: readonly Rule[] | null;
  readonly globals: Definitions;
}

const DEFAULT_STAGES = ['build', 'test', 'deploy'];

const scalars = (node: YamlNode | undefined): readonly YamlScalar[] => flat(node).filter((item): item is YamlScalar => item.kind === 'scalar');
const present = (node: YamlNode | undefined): YamlNode | null => (node === undefined || node.kind === 'null' ? null : node);

export const pipelineOf = (root: Mapping): PipelineSyntax => {
  const stages = textsOf(get(root, 'stages') ?? get(root, 'types'));
  const globals = definitionsOf(entriesOf(get(root, 'variables')), true);
  return {
    root,
    stages: ['.pre', ...(stages.length > 0 ? stages : DEFAULT_STAGES).filter((stage) => stage !== '.pre' && stage !== '.post'), '.post'],
    workflowRules: rulesOf(get(get(root, 'workflow'), 'rules')),
    globals,
    jobs: jobEntries(root).map(({ key, value }) => jobOf(root, key, value, globals)),
  };
};

/** What a job takes over: everything, nothing, or what it lists. */
const inherits = (job: Mapping, what: 'default' | 'variables', name: string): boolean => {
  const node = get(get(job, 'inherit'), what);
  if (node === undefined || node.kind === 'null' || isTrue(node)) return true;
  return isFalse(node) ? false : textsOf(node).includes(name);
};

const jobOf = (root: Mapping, key: YamlScalar, body: Mapping, globals: Definitions): JobSyntax => {
  const given = (name: string): YamlNode | undefined => {
    const own = get(body, name);
    if (own !== undefined) return own;
    if (!inherits(body, 'default', name)) return undefined;
    return get(get(root, 'default'), name) ?? (name === 'tags' || name === 'artifacts' || name === 'id_tokens' ? undefined : get(root, name));
  };
  const failure = get(body, 'allow_failure');
  const environment = get(body, 'environment');
  const name = environment?.kind === 'scalar' ? environment : get(environment, 'name');
  const artifacts = given('artifacts');
  const script = get(body, 'script');
  const own = definitionsOf(entriesOf(get(body, 'variables')));
  const pages = get(body, 'pages');
  return {
    key: key.value,
    keySpan: key.span,
    body,
    stage: textOf(get(body, 'stage')) ?? 'test',
    image: present(given('image')),
    services: listOf(given('services')),
    tags: scalars(given('tags')),
    hooks: scalars(get(given('hooks'), 'pre_get_sources_script')),
    before: scalars(given('before_script')),
    // A job has a `script` or a list of steps: https://docs.gitlab.com/ci/yaml/#run
    script: script === undefined ? flat(get(body, 'run')).flatMap((step) => scalars(get(step, 'script'))) : scalars(script),
    steps: flat(get(body, 'run')).flatMap(stepOf),
    after: scalars(given('after_script')),
    needs: get(body, 'needs') === undefined ? null : needsOf(get(body, 'needs')),
    dependencies: get(body, 'dependencies') === undefined ? null : textsOf(get(body, 'dependencies')),
    rules: rulesOf(get(body, 'rules')),
    when: textOf(get(body, 'when')),
    allowFailure: isTrue(failure) || failure?.kind === 'mapping' ? true : isFalse(failure) ? false : null,
    environment: name?.kind === 'scalar' && name.value !== '' ? { name, action: textOf(get(environment, 'action')) ?? 'start' } : null,
    artifacts:
      artifacts?.kind === 'mapping'
        ? { paths: scalars(get(artifacts, 'paths')), dotenv: scalars(get(get(artifacts, 'reports'), 'dotenv')), span: artifacts.span }
        : null,
    caches: listOf(given('cache')).flatMap(cacheOf),
    layers: [matrixOf(body), own, new Map([...globals].filter(([variable]) => inherits(body, 'variables', variable)))],
    idTokens: entriesOf(given('id_tokens')),
    secrets: entriesOf(get(body, 'secrets')),
    trigger: present(get(body, 'trigger')),
    release: present(get(body, 'release')),
    pages:
      pages !== undefined && !isFalse(pages) && pages.kind !== 'null'
        ? pages
        : key.value === 'pages' && script !== undefined && pages === undefined
          ? key
          : null,
  };
};

/** https://docs.gitlab.com/ci/steps/ */
const stepOf = (node: YamlNode): readonly StepSyntax[] => {
  const step = get(node, 'step');
  const action = textOf(get(node, 'action'));
  if (action !== null) return [{ reference: action, kind: 'action', span: get(node, 'action')?.span ?? node.span }];
  const git = get(step, 'git');
  const url = textOf(get(git, 'url'));
  const reference = textOf(step) ?? (url === null ? null : `${url}@${textOf(get(git, 'rev')) ?? ''}`);
  return reference === null || /^\.{0,2}\//.test(reference)
    ? []
    : [{ reference: reference.replace(/^https?:\/\//, ''), kind: 'plugin', span: step?.span ?? node.span }];
};

const needsOf = (node: YamlNode | undefined): readonly NeedSyntax[] =>
  flat(node).flatMap((need): readonly NeedSyntax[] => {
    const text = textOf(need);
    if (text !== null) return [{ job: text, artifacts: true, optional: false, elsewhere: null, project: null, span: need.span }];
    if (need.kind !== 'mapping') return [];
    const project = textOf(get(need, 'project'));
    const pipeline = textOf(get(need, 'pipeline'));
    const job = textOf(get(need, 'job'));
    if (job === null) return [];
    const ref = textOf(get(need, 'ref'));
    return [
      {
        job,
        artifacts: !isFalse(get(need, 'artifacts')),
        optional: isTrue(get(need, 'optional')),
        elsewhere:
          project !== null
            ? `${project}${ref === null ? '' : `@${ref}`}`
            : pipeline !== null && !pipeline.includes('PARENT')
              ? `pipeline ${pipeline}`
              : null,
        project: project === null ? null : { project, ref },
        span: need.span,
      },
    ];
  });

const cacheOf = (node: YamlNode): readonly CacheSyntax[] =>
  node.kind !== 'mapping'
    ? []
    : [
        {
          key: get(node, 'key') ?? null,
          paths: scalars(get(node, 'paths')),
          policy: textOf(get(node, 'policy')) ?? 'pull-push',
          fallback: scalars(get(node, 'fallback_keys')),
          unprotect: isTrue(get(node, 'unprotect')),
          span: node.span,
        },
      ];
