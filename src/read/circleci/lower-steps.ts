/** Steps to effects: the platform's own, commands in the place of their invocation, and what orbs bring. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Span } from '../../source/span.ts';
import { get, itemsOf, listOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { codeOf } from './checked-out.ts';
import { holds } from './conditions.ts';
import { includes } from './includes.ts';
import { knownOrbStep } from './known-orbs.ts';
import { lowerRun } from './lower-run.ts';
import { addStep, given, innerScope, type JobContext, orbComponent, type Reach, textIn } from './lowering.ts';
import { find } from './namespaces.ts';
import { not } from './operands.ts';
import { placeOf } from './places.ts';
import { mentionedIn } from './secrets.ts';
import { exactText, expand, type Scope, shownText, valueOf } from './templates.ts';

const MAX_DEPTH = 12;
/** Commands that a job calls, those of its commands included; no real job comes near. */
const MAX_CALLS = 500;

/** The steps of a list, in the scope it is written in. `pipeline`: what is in scope everywhere. */
export const lowerSteps = (context: JobContext, list: YamlNode | undefined, scope: Scope, pipeline: Scope, reach: Reach, depth = 0): void => {
  if (list?.kind === 'scalar') return lowerPassed(context, list, scope, pipeline, reach, depth);
  for (const step of itemsOf(list)) lowerStep(context, step, scope, pipeline, reach, depth);
};

/** `<< parameters.steps >>` where steps are expected. */
const lowerPassed = (context: JobContext, scalar: YamlScalar, scope: Scope, pipeline: Scope, reach: Reach, depth: number): void => {
  const path = /^<<\s*((?:parameters|pipeline|matrix)\.[\w.-]+)\s*>>$/.exec(scalar.value.trim())?.[1];
  const found = path === undefined ? null : scope.lookup(path);
  if (found !== null && 'alternatives' in found && found.node !== null && depth < MAX_DEPTH)
    return lowerSteps(context, found.node, found.scope, pipeline, reach, depth + 1);
  // Steps of a caller that is not in sight.
  if (path !== undefined) return;
  lowerNamed(context, scalar, null, scope, pipeline, reach, depth);
};

const lowerStep = (context: JobContext, step: YamlNode, scope: Scope, pipeline: Scope, reach: Reach, depth: number): void => {
  if (step.kind === 'scalar') return lowerPassed(context, step, scope, pipeline, reach, depth);
  if (step.kind !== 'mapping') return;
  const [entry] = step.entries;
  if (entry === undefined) return;
  const { key } = entry;
  // `- run:` with its own keys beside it instead of below.
  const value = entry.value.kind === 'null' && step.entries.length > 1 ? step : entry.value;
  if (key.value === 'when' || key.value === 'unless') {
    const truth = holds(get(value, 'condition'), scope, context.seed);
    const wanted = key.value === 'when' ? truth : not(truth);
    if (wanted === false) return;
    lowerSteps(context, get(value, 'steps'), scope, pipeline, wanted === 'unknown' ? { ...reach, reach: 'depends' } : reach, depth);
    return;
  }
  // Steps that were handed over: `- steps: << parameters.after >>`.
  if (key.value === 'steps') return depth < MAX_DEPTH ? lowerSteps(context, value, scope, pipeline, reach, depth + 1) : undefined;
  lowerNamed(context, key, value, scope, pipeline, reach, depth);
};

const lowerNamed = (
  context: JobContext,
  key: YamlScalar,
  value: YamlNode | null,
  scope: Scope,
  pipeline: Scope,
  reach: Reach,
  depth: number,
): void => {
  const name = key.value.trim();
  const own = find(scope.namespace, 'commands', name);
  if (Object.hasOwn(BUILT_IN, name)) {
    if (name === 'run' || name === 'deploy') {
      if (value !== null) lowerRun(context, value, scope, reach, key.span);
      return;
    }
    const effects = BUILT_IN[name]?.(context, value, scope, key.span) ?? [];
    addStep(context, name, effects, key.span, reach);
    return;
  }
  switch (own.kind) {
    case 'own': {
      if (depth >= MAX_DEPTH) {
        context.world.gap({
          file: key.span.file,
          reason: 'nesting too deep',
          detail: 'Commands that call each other this deep (or in a circle) are not followed.',
          evidence: [key.span],
        });
        return;
      }
      if (++context.state.calls > MAX_CALLS) {
        if (context.state.calls === MAX_CALLS + 1)
          context.world.gap({
            file: key.span.file,
            reason: 'job too large',
            detail: `A job follows ${MAX_CALLS} calls of commands; what comes after them is not read.`,
            evidence: [key.span],
          });
        return;
      }
      const reference = own.orb?.reference ?? null;
      if (reference !== null)
        addStep(context, name, [{ kind: 'use', component: orbComponent(context, reference, pipeline, true), span: key.span }], key.span, reach);
      const args = given(value, scope);
      noteSecrets(context, value, scope);
      const inner = innerScope(scope, own.namespace, own.element, args, pipeline, includes(context, own.namespace));
      lowerSteps(context, get(own.element, 'steps'), inner, pipeline, reach, depth + 1);
      return;
    }
    case 'orb': {
      const { reference } = own.orb;
      noteSecrets(context, value, scope);
      if (reference === null) return missing(context, key, name);
      const component = orbComponent(context, reference, pipeline, false);
      const effects = knownOrbStep(context, { component, reference, element: own.element, args: given(value, scope), span: key.span });
      addStep(context, name, effects, key.span, reach);
      // Steps that are handed to an orb run where it says.
      for (const steps of given(value, scope).values())
        if (steps.node?.kind === 'sequence' && steps.node.items.some((item) => item.kind === 'mapping'))
          lowerSteps(context, steps.node, steps.scope, pipeline, { ...reach, reach: 'depends' }, depth + 1);
      return;
    }
    case 'missing':
      missing(context, key, name);
  }
};

const missing = (context: JobContext, key: YamlScalar, name: string): void =>
  context.world.gap({
    file: key.span.file,
    reason: 'command not found',
    detail: `Nothing here defines \`${name.slice(0, 80)}\`; the platform refuses such a configuration, unless something writes it first.`,
    evidence: [key.span],
  });

/** Secrets that are handed to a command or an orb by name, as `$NAME` or as the name of a variable. */
export const noteSecrets = (context: JobContext, node: YamlNode | null, scope: Scope): void => {
  for (const item of node === null ? [] : node.kind === 'mapping' ? node.entries : []) {
    const { value, key } = item;
    if (value.kind !== 'scalar') continue;
    const text = valueOf(expand(value, scope)).text ?? value.value;
    const bare = /^[A-Z][A-Z0-9_]{2,100}$/.test(text) ? mentionedIn(`$${text}`) : [];
    for (const name of [...mentionedIn(text), ...bare])
      context.state.mentions.push({ name, usedAs: [key.value.toUpperCase().replaceAll('-', '_')], span: value.span });
  }
};

// ---------------------------------------------------------------- the platform's own steps

type BuiltIn = (context: JobContext, value: YamlNode | null, scope: Scope, span: Span) => readonly Effect[];

const checkout: BuiltIn = (context, value, scope, span) => {
  const path = placeOf(textIn(get(value, 'path'), scope) ?? '.', context.working);
  const material: Material = { kind: 'checkout', path, code: codeOf(context.seed), artifact: null, artifactFrom: null, cacheKey: null, span };
  const { state } = context;
  state.materials = [...state.materials.filter((m) => m.kind !== 'checkout' || m.path !== path), material];
  // The key lies in the home folder, for every later step: https://circleci.com/docs/guides/integration/github-integration/#how-are-private-keys-used
  return [{ kind: 'checkout', material, persistsCredential: true, credential: null, span }];
};

/** https://circleci.com/docs/guides/optimize/caching/: keys are the project's, whatever the branch. */
const restoreCache: BuiltIn = (context, value, scope, span) => {
  const keys = [...listOf(get(value, 'key')), ...listOf(get(value, 'keys'))].flatMap((k) =>
    k.kind === 'scalar' ? [shownText(expand(k, scope))] : [],
  );
  const [key, ...restoreKeys] = keys;
  if (key === undefined) return [];
  const material: Material = { kind: 'cache', path: '', code: null, artifact: null, artifactFrom: null, cacheKey: key, span };
  context.state.materials = [...context.state.materials, material];
  return [{ kind: 'cache-restore', key, restoreKeys, material, span }];
};

const saveCache: BuiltIn = (_context, value, scope, span) => {
  const key = get(value, 'key');
  return key?.kind === 'scalar' ? [{ kind: 'cache-save', key: shownText(expand(key, scope)), span }] : [];
};

const CREDENTIAL_FILES = /(?:^|\/)\.(?:npmrc|ssh|aws|docker|netrc|pypirc|gnupg|config\/gcloud|kube)(?:\/|$)/;

/** https://circleci.com/docs/guides/orchestrate/workspaces/ */
const persist: BuiltIn = (context, value, scope, span) => {
  context.state.persists = true;
  const paths = textsOf(get(value, 'paths'));
  const root = textIn(get(value, 'root'), scope) ?? '.';
  const home = /^(?:~|\/root|\/home\/circleci)\/?$/.test(root) && paths.some((path) => /^(?:\.|\*)$/.test(path));
  return [
    {
      kind: 'artifact-upload',
      artifact: context.workspace,
      carriesCredentials: home || paths.some((path) => CREDENTIAL_FILES.test(path)),
      materials: context.state.materials,
      goesWithRun: true,
      span,
    },
  ];
};

const attach: BuiltIn = (context, value, scope, span) => {
  const path = placeOf(textIn(get(value, 'at'), scope) ?? '.', context.working);
  const brought = context.workspaces.map(
    (artifact): Material => ({ kind: 'artifact', path, code: null, artifact, artifactFrom: 'same', cacheKey: null, span }),
  );
  context.state.materials = [...context.state.materials, ...brought];
  return brought.map((material) => ({ kind: 'artifact-download', material, span }));
};

const storeArtifacts: BuiltIn = (context, value, scope, span) => {
  const path = textIn(get(value, 'path'), scope) ?? '';
  return [
    {
      kind: 'artifact-upload',
      artifact: `files of ${context.jobId.slice(context.jobId.lastIndexOf('/') + 1)}`,
      carriesCredentials: CREDENTIAL_FILES.test(path) || /^~\/?$/.test(path),
      materials: context.state.materials,
      span,
    },
  ];
};

/** Every key of the project where no fingerprints are named. https://circleci.com/docs/guides/integration/add-ssh-key/ */
const addSshKeys: BuiltIn = (context, value, scope, span) => {
  const named = itemsOf(get(value, 'fingerprints')).flatMap((f) =>
    f.kind === 'scalar' ? [{ text: exactText(expand(f, scope)) ?? f.value, span: f.span }] : [],
  );
  const keys = named.length === 0 ? [{ text: 'of the project', span }] : named;
  for (const key of keys) context.state.mentions.push({ name: `SSH key ${key.text}`, usedAs: ['GITHUB_TOKEN'], span: key.span });
  context.state.gitCredential = `SSH key ${keys[0]?.text ?? ''}`;
  return [];
};

const nothing: BuiltIn = () => [];

const BUILT_IN: Readonly<Record<string, BuiltIn>> = {
  run: nothing,
  deploy: nothing,
  checkout,
  restore_cache: restoreCache,
  save_cache: saveCache,
  persist_to_workspace: persist,
  attach_workspace: attach,
  store_artifacts: storeArtifacts,
  store_test_results: nothing,
  setup_remote_docker: nothing,
  add_ssh_keys: addSshKeys,
};
