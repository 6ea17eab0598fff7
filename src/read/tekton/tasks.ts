/** A task as a job: its steps share a pod and the workspaces. https://tekton.dev/docs/pipelines/tasks/ */
import type { Effect } from '../../pipeline/effects.ts';
import type { Grant } from '../../pipeline/model.ts';
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { get, getPath, itemsOf, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import type { PlainJob, PlainSecret, PlainStep, PlainWorld } from '../common/plain/jobs.ts';
import { calledOf } from './calls.ts';
import type { Resource, Resources } from './resources.ts';
import { holesIn, type Names, valueOf } from './values.ts';

export interface TaskContext {
  readonly world: PlainWorld;
  readonly resources: Resources;
  /** Ids of tasks and pipelines that something here runs. */
  readonly used: Set<string>;
  readonly account: YamlScalar | null;
}

/** `owner`: the file that the task is written in. `fetched`: the pipeline puts the code of the run into a workspace. */
export const jobOf = (
  context: TaskContext,
  owner: Resource,
  key: string,
  spec: YamlNode,
  names: Names,
  span: Span,
  workspaces: YamlNode | undefined,
  fetched: boolean,
): PlainJob => {
  const template = get(spec, 'stepTemplate');
  const privileged = [template, ...itemsOf(get(spec, 'steps')), ...itemsOf(get(spec, 'sidecars'))].find(
    (step) => textOf(getPath(step, 'securityContext', 'privileged')) === 'true',
  );
  const mounts = itemsOf(get(spec, 'volumes')).flatMap((volume) => textOf(getPath(volume, 'hostPath', 'path')) ?? []);
  const secrets: PlainSecret[] = [];
  const token: Grant[] = [];
  const kept: Kept = (at, usedAs) => {
    if (isMinted(at)) token.push(runToken(at, owner));
    else secrets.push({ name: nameOf(at, names), usedAs, span: at.span });
  };
  const steps = itemsOf(get(spec, 'steps')).map((step, index) => stepOf(context, owner, step, index, template, names, kept));
  for (const volume of itemsOf(get(spec, 'volumes'))) {
    const name = getPath(volume, 'secret', 'secretName');
    if (name?.kind === 'scalar') kept(name, []);
  }
  const bound = new Set(itemsOf(get(spec, 'workspaces')).flatMap((w) => textOf(get(w, 'name')) ?? []));
  for (const workspace of itemsOf(workspaces)) {
    const name = getPath(workspace, 'secret', 'secretName');
    if (name?.kind === 'scalar' && bound.has(textOf(get(workspace, 'name')) ?? '')) kept(name, []);
  }
  if (context.account !== null && context.account.value !== 'default')
    secrets.push({
      name: `service account ${nameOf(context.account, names)}`,
      usedAs: [],
      when: [{ setting: `service-role-limited@${owner.file}`, is: false }],
      span: context.account.span,
    });
  return {
    key,
    span,
    runner: { labels: ['cluster'], hosted: false, ephemeral: true },
    ...(privileged === undefined && mounts.length === 0 ? {} : { container: { privileged: privileged !== undefined, hostMounts: mounts } }),
    services: itemsOf(get(spec, 'sidecars')).flatMap((sidecar) => {
      const image = get(sidecar, 'image');
      return image?.kind === 'scalar' && valueOf(image, names).text !== null ? [image] : [];
    }),
    secrets,
    ...(token.length === 0 ? {} : { token: token.slice(0, 1) }),
    fetches: fetched,
    steps,
  };
};

/** Notes a secret that the task names, and the variables it is handed to. */
type Kept = (at: YamlScalar, usedAs: readonly string[]) => void;

/**
 * The secret that Pipelines-as-Code makes for each run, with a token for the repository in it: nobody stores it, and no other run can name it.
 * https://pipelinesascode.com/docs/guide/privaterepo/
 */
const isMinted = ({ value }: YamlScalar): boolean => /\{\{\s*git_auth_secret\s*\}\}|\$\(params\.git_auth_secret\)/.test(value);

/** What the token may do is up to the permissions of the app, or to the token that the Repository resource names. */
const runToken = ({ span }: YamlScalar, { file }: Resource): Grant => ({
  right: 'contents: write',
  capability: 'write-source',
  when: [{ setting: `source-credential-read-only@${file}`, is: false }],
  span,
});

const nameOf = (scalar: YamlScalar, names: Names): string => valueOf(scalar, names).text ?? scalar.value;

const stepOf = (
  context: TaskContext,
  owner: Resource,
  step: YamlNode,
  index: number,
  template: YamlNode | undefined,
  names: Names,
  note: Kept,
): PlainStep => {
  const label = get(step, 'name');
  const name = textOf(label) ?? `step-${index + 1}`;
  const script = get(step, 'script');
  const image = get(step, 'image') ?? get(template, 'image');
  const env = new Map<string, Value>();
  for (const item of [...itemsOf(get(template, 'env')), ...itemsOf(get(step, 'env'))]) {
    const key = textOf(get(item, 'name'));
    if (key === null) continue;
    const value = get(item, 'value');
    const kept = getPath(item, 'valueFrom', 'secretKeyRef', 'name');
    if (kept?.kind === 'scalar') {
      note(kept, [key]);
      env.set(key, isMinted(kept) ? UNKNOWN : { ...UNKNOWN, secrets: [nameOf(kept, names)] });
    } else env.set(key, value?.kind === 'scalar' ? valueOf(value, names) : UNKNOWN);
  }
  for (const source of [...itemsOf(get(template, 'envFrom')), ...itemsOf(get(step, 'envFrom'))]) {
    const kept = getPath(source, 'secretRef', 'name');
    if (kept?.kind === 'scalar') note(kept, []);
  }
  const span = label?.span ?? script?.span ?? step.span;
  const { lines, areWords } = commandOf(step, template, script);
  const reference = get(step, 'ref');
  const called = reference === undefined ? null : calledOf(context.world, context.resources, reference, owner, name);
  if (called?.resource != null) context.used.add(`${called.resource.file}#${called.resource.name}`);
  const uses: readonly Effect[] = called?.component == null ? [] : [{ kind: 'use', component: called.component, span: called.span }];
  return {
    name,
    span: { ...span, endLine: span.line, endColumn: span.column + 1 },
    lines,
    ...(areWords ? { areWords: true as const } : {}),
    ...(script?.kind === 'scalar' ? { shell: shellOf(script.value) } : {}),
    holes: (line) => holesIn(line, names),
    env,
    image: image?.kind === 'scalar' && valueOf(image, names).text === image.value ? image : null,
    effects: () => uses,
  };
};

/** `script`, or the command and its arguments; of `sh -c` what it is told. */
const commandOf = (
  step: YamlNode,
  template: YamlNode | undefined,
  script: YamlNode | undefined,
): { readonly lines: readonly YamlScalar[]; readonly areWords: boolean } => {
  if (script?.kind === 'scalar') return { lines: [script], areWords: false };
  const scalars = (key: string): readonly YamlScalar[] =>
    itemsOf(get(step, key) ?? get(template, key)).flatMap((item) => (item.kind === 'scalar' ? [item] : []));
  const words = [...scalars('command'), ...scalars('args')];
  const shell = words.findIndex((word) => /^-\w*c$/.test(word.value));
  const told = shell > 0 && /^(?:\/\w+\/)*(?:ba|da|a)?sh$/.test(words[0]?.value ?? '') ? words[shell + 1] : undefined;
  return told === undefined ? { lines: words, areWords: true } : { lines: [told], areWords: false };
};

const shellOf = (script: string): NonNullable<PlainStep['shell']> => {
  const first = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(script.trimStart());
  const program = first === null ? 'sh' : ((first[1]?.endsWith('/env') ? first[2] : first[1]) ?? '');
  if (/python/.test(program)) return 'python';
  if (program.endsWith('node')) return 'javascript';
  if (/pwsh/.test(program)) return 'pwsh';
  return /(?:ba|da|a|z|k)?sh$/.test(program) ? 'bash' : 'other';
};
