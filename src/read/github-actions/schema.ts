/**
 * Workflow and action files as syntax: loosely read, every value with its place, no meaning yet.
 * What GitHub would refuse is skipped here, with a gap where a reader would miss something.
 * Syntax: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
 *         https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax
 */

import type { Span } from '../../source/span.ts';
import { entriesOf, get, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import type { OnTrigger } from './triggers.ts';

export interface Named {
  readonly name: string;
  readonly value: YamlScalar;
  /** The whole entry, key to end of value. */
  readonly span: Span;
}

export interface PermissionsSyntax {
  readonly all: 'read' | 'write' | 'none' | null;
  readonly scopes: readonly { readonly scope: string; readonly level: string; readonly span: Span }[];
  readonly span: Span;
}

export interface StepSyntax {
  readonly index: number;
  readonly id: string | null;
  readonly name: string | null;
  readonly if: YamlScalar | null;
  readonly uses: YamlScalar | null;
  readonly run: YamlScalar | null;
  readonly shell: string | null;
  readonly workingDirectory: YamlScalar | null;
  readonly env: readonly Named[];
  readonly with: readonly Named[];
  readonly continueOnError: boolean;
  readonly span: Span;
}

/** `cache-mode` (since September 2026): what the job may do with caches, whatever the event. */
export interface CacheModeSyntax {
  readonly mode: string;
  readonly span: Span;
}

export interface InputDeclaration {
  readonly name: string;
  readonly default: YamlScalar | null;
  readonly description: string;
  readonly type: string | null;
  readonly span: Span;
}

export interface JobSyntax {
  readonly key: string;
  readonly keySpan: Span;
  readonly name: string | null;
  readonly if: YamlScalar | null;
  readonly needs: readonly string[];
  readonly permissions: PermissionsSyntax | null;
  readonly cacheMode: CacheModeSyntax | null;
  readonly runsOn: YamlNode | null;
  readonly environment: YamlScalar | null;
  readonly env: readonly Named[];
  readonly shell: string | null;
  readonly workingDirectory: YamlScalar | null;
  readonly outputs: readonly Named[];
  readonly matrix: YamlNode | null;
  readonly container: YamlNode | null;
  readonly services: readonly YamlNode[];
  readonly steps: readonly StepSyntax[];
  readonly uses: YamlScalar | null;
  readonly with: readonly Named[];
  readonly secrets: { readonly inherit: Span } | { readonly named: readonly Named[] } | null;
  readonly span: Span;
}

export interface WorkflowSyntax {
  readonly file: string;
  readonly name: string | null;
  readonly on: readonly OnTrigger[];
  readonly permissions: PermissionsSyntax | null;
  readonly cacheMode: CacheModeSyntax | null;
  readonly env: readonly Named[];
  readonly shell: string | null;
  readonly workingDirectory: YamlScalar | null;
  readonly jobs: readonly JobSyntax[];
  readonly callInputs: readonly InputDeclaration[];
  readonly callSecrets: readonly string[];
  readonly callOutputs: readonly Named[];
  readonly span: Span;
}

export interface ActionSyntax {
  readonly file: string;
  readonly directory: string;
  readonly name: string;
  readonly inputs: readonly InputDeclaration[];
  readonly outputs: readonly Named[];
  readonly using: string;
  readonly image: YamlScalar | null;
  /** Programs of an action that is none of steps: main, pre and post, or entry points of a container. */
  readonly entries: readonly Named[];
  /** What the entry point of a container is given. */
  readonly args: readonly YamlScalar[];
  readonly env: readonly Named[];
  readonly steps: readonly StepSyntax[];
  readonly span: Span;
}

const scalar = (node: YamlNode | undefined): YamlScalar | null => (node?.kind === 'scalar' ? node : null);
const text = (node: YamlNode | undefined): string | null => scalar(node)?.value ?? null;
const scalarsOf = (node: YamlNode | undefined): readonly YamlScalar[] =>
  node?.kind === 'sequence' ? node.items.flatMap((item) => scalar(item) ?? []) : [];
const keyText = (key: YamlNode): string => (key.kind === 'scalar' ? key.value : '');

const join = (a: Span, b: Span): Span => ({ ...a, endLine: b.endLine, endColumn: b.endColumn });

const named = (node: YamlNode | undefined): readonly Named[] => {
  const result: Named[] = [];
  for (const { key, value } of entriesOf(node)) {
    if (value.kind === 'scalar') result.push({ name: keyText(key), value, span: join(key.span, value.span) });
  }
  return result;
};

/** A string or a list of strings. */
const list = (node: YamlNode | undefined): readonly string[] | null => {
  if (node === undefined || node.kind === 'null') return null;
  if (node.kind === 'scalar') return [node.value];
  return node.kind === 'sequence' ? node.items.flatMap((item) => (item.kind === 'scalar' ? [item.value] : [])) : null;
};

const permissions = (node: YamlNode | undefined, keySpan: Span | undefined): PermissionsSyntax | null => {
  if (node === undefined || keySpan === undefined) return null;
  const span = join(keySpan, node.kind === 'null' ? keySpan : node.span);
  if (node.kind === 'scalar') {
    const all = node.value === 'write-all' ? 'write' : node.value === 'read-all' ? 'read' : 'none';
    return { all, scopes: [], span };
  }
  const scopes = entriesOf(node).flatMap(({ key, value }) =>
    value.kind === 'scalar' ? [{ scope: keyText(key), level: value.value, span: join(key.span, value.span) }] : [],
  );
  return { all: null, scopes, span };
};

const keySpanOf = (node: YamlNode | undefined, name: string): Span | undefined => entriesOf(node).find((e) => keyText(e.key) === name)?.key.span;

const cacheMode = (node: YamlNode): CacheModeSyntax | null => {
  const mode = scalar(get(node, 'cache-mode'));
  return mode === null ? null : { mode: mode.value, span: mode.span };
};

const inputs = (node: YamlNode | undefined): readonly InputDeclaration[] =>
  entriesOf(node).map(({ key, value }) => ({
    name: keyText(key),
    default: scalar(get(value, 'default')),
    description: text(get(value, 'description')) ?? '',
    type: text(get(value, 'type')),
    span: key.span,
  }));

const defaultsOf = (node: YamlNode | undefined): { shell: string | null; workingDirectory: YamlScalar | null } => {
  const run = get(get(node, 'defaults'), 'run');
  return { shell: text(get(run, 'shell')), workingDirectory: scalar(get(run, 'working-directory')) };
};

const steps = (node: YamlNode | undefined): readonly StepSyntax[] => {
  if (node?.kind !== 'sequence') return [];
  return node.items.flatMap((item, index) =>
    item.kind !== 'mapping'
      ? []
      : [
          {
            index,
            id: text(get(item, 'id')),
            name: text(get(item, 'name')),
            if: scalar(get(item, 'if')),
            uses: scalar(get(item, 'uses')),
            run: scalar(get(item, 'run')),
            shell: text(get(item, 'shell')),
            workingDirectory: scalar(get(item, 'working-directory')),
            env: named(get(item, 'env')),
            with: named(get(item, 'with')),
            continueOnError: text(get(item, 'continue-on-error')) === 'true',
            span: item.span,
          },
        ],
  );
};

const jobs = (node: YamlNode | undefined): readonly JobSyntax[] =>
  entriesOf(node).flatMap(({ key, value }) => {
    if (value.kind !== 'mapping') return [];
    const environment = get(value, 'environment');
    const secrets = get(value, 'secrets');
    const services = get(value, 'services');
    return [
      {
        key: keyText(key),
        keySpan: key.span,
        name: text(get(value, 'name')),
        if: scalar(get(value, 'if')),
        needs: list(get(value, 'needs')) ?? [],
        permissions: permissions(get(value, 'permissions'), keySpanOf(value, 'permissions')),
        cacheMode: cacheMode(value),
        runsOn: get(value, 'runs-on') ?? null,
        environment: environment?.kind === 'mapping' ? scalar(get(environment, 'name')) : scalar(environment),
        env: named(get(value, 'env')),
        ...defaultsOf(value),
        outputs: named(get(value, 'outputs')),
        matrix: get(get(value, 'strategy'), 'matrix') ?? null,
        container: get(value, 'container') ?? null,
        services: entriesOf(services).map((e) => e.value),
        steps: steps(get(value, 'steps')),
        uses: scalar(get(value, 'uses')),
        with: named(get(value, 'with')),
        secrets:
          secrets === undefined
            ? null
            : secrets.kind === 'scalar'
              ? secrets.value === 'inherit'
                ? { inherit: secrets.span }
                : null
              : { named: named(secrets) },
        span: join(key.span, value.span),
      },
    ];
  });

const trigger = (event: string, node: YamlNode | undefined, span: Span): OnTrigger => ({
  event,
  types: list(get(node, 'types')),
  branches: list(get(node, 'branches')),
  branchesIgnore: list(get(node, 'branches-ignore')),
  tags: list(get(node, 'tags')),
  tagsIgnore: list(get(node, 'tags-ignore')),
  paths: list(get(node, 'paths')),
  workflows: list(get(node, 'workflows')),
  inputs: inputs(get(node, 'inputs')).map((i) => ({ name: i.name, type: i.type, span: i.span })),
  span,
});

/** `on:` in its three shapes. A tight span for each event. */
const triggers = (node: YamlNode | undefined): readonly OnTrigger[] => {
  if (node?.kind === 'scalar') return [trigger(node.value, undefined, node.span)];
  if (node?.kind === 'sequence') return node.items.flatMap((item) => (item.kind === 'scalar' ? [trigger(item.value, undefined, item.span)] : []));
  return entriesOf(node).map(({ key, value }) => trigger(keyText(key), value, key.span));
};

/** The workflow in this document, or null when it is none (no `jobs`). */
export const workflowSyntax = (root: YamlNode, file: string): WorkflowSyntax | null => {
  if (root.kind !== 'mapping' || get(root, 'jobs') === undefined) return null;
  const on = get(root, 'on') ?? get(root, 'true');
  const call = get(on, 'workflow_call');
  return {
    file,
    name: text(get(root, 'name')),
    on: triggers(on),
    permissions: permissions(get(root, 'permissions'), keySpanOf(root, 'permissions')),
    cacheMode: cacheMode(root),
    env: named(get(root, 'env')),
    ...defaultsOf(root),
    jobs: jobs(get(root, 'jobs')),
    callInputs: inputs(get(call, 'inputs')),
    callSecrets: entriesOf(get(call, 'secrets')).map((e) => keyText(e.key)),
    callOutputs: entriesOf(get(call, 'outputs')).flatMap(({ key, value }) => {
      const inner = scalar(get(value, 'value'));
      return inner === null ? [] : [{ name: keyText(key), value: inner, span: inner.span }];
    }),
    span: keySpanOf(root, 'on') ?? root.span,
  };
};

const ENTRIES = new Set(['main', 'pre', 'post', 'entrypoint', 'pre-entrypoint', 'post-entrypoint']);

/** The action in this document, or null when it is none (no `runs.using`). */
export const actionSyntax = (root: YamlNode, file: string): ActionSyntax | null => {
  const runs = get(root, 'runs');
  const using = text(get(runs, 'using'));
  if (using === null) return null;
  const slash = file.lastIndexOf('/');
  return {
    file,
    directory: slash < 0 ? '' : file.slice(0, slash),
    name: text(get(root, 'name')) ?? file,
    inputs: inputs(get(root, 'inputs')),
    outputs: entriesOf(get(root, 'outputs')).flatMap(({ key, value }) => {
      const inner = scalar(get(value, 'value'));
      return inner === null ? [] : [{ name: keyText(key), value: inner, span: inner.span }];
    }),
    using,
    image: scalar(get(runs, 'image')),
    entries: named(runs).filter(({ name }) => ENTRIES.has(name)),
    args: scalarsOf(get(runs, 'args')),
    env: named(get(runs, 'env')),
    steps: steps(get(runs, 'steps')),
    span: keySpanOf(root, 'runs') ?? root.span,
  };
};
