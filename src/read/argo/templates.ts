/** Templates of a workflow as jobs. `{{…}}` is put into them as text. https://argo-workflows.readthedocs.io/en/latest/variables/ */
import type { Scenario } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { startOf } from '../../source/span.ts';
import { get, getPath, itemsOf, spanAt, textOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import type { PlainJob, PlainSecret, PlainStep } from '../common/plain/jobs.ts';
import { type Kept, takenFiles, uploads } from '../common/plain/kept.ts';
import type { ScriptHole } from '../common/script.ts';

/** `open`: the values of parameters are the submitter's. */
export const templateJobs = (spec: YamlNode | undefined, scenario: Scenario, open: boolean): readonly PlainJob[] => {
  const parameters = new Map<string, Value>();
  const declare = (node: YamlNode | undefined, prefix: string, given: boolean): void => {
    for (const item of itemsOf(get(node, 'parameters'))) {
      const name = get(item, 'name');
      const value = get(item, 'value') ?? get(item, 'default');
      if (name?.kind !== 'scalar') continue;
      const free = given && !(value?.kind === 'scalar' && /^(?:true|false|\d+)$/.test(value.value));
      const text: Value = value?.kind === 'scalar' && !value.value.includes('{{') && !given ? known(value.value) : UNKNOWN;
      parameters.set(
        `${prefix}.${name.value}`,
        free ? influenced({ origin: { kind: 'input', name: name.value, actor: null, span: name.span }, charset: 'any', via: [] }) : text,
      );
    }
  };
  declare(get(spec, 'arguments'), 'workflow.parameters', open);
  const handed = handOver(spec);
  return itemsOf(get(spec, 'templates')).flatMap((template, index): readonly PlainJob[] => {
    const part = get(template, 'script') ?? get(template, 'container');
    if (part === undefined) return [];
    declare(get(template, 'inputs'), 'inputs.parameters', open);
    const job = jobOf(spec, template, part, index, parameters, scenario);
    const artifacts = (of: 'inputs' | 'outputs') => itemsOf(getPath(template, of, 'artifacts')).flatMap((a) => named(get(a, 'name')));
    const brings = artifacts('inputs').flatMap(({ name, span }) =>
      (handed.get(`${job.key}/${name}`) ?? []).map((from) => takenFiles({ name: from, span })),
    );
    const leaves = uploads(artifacts('outputs').map(({ name, span }) => ({ name: `${job.key}/${name}`, span })));
    return [{ ...job, brings, steps: [...job.steps, ...leaves] }];
  });
};

const named = (node: YamlNode | undefined): readonly Kept[] => (node?.kind === 'scalar' ? [{ name: node.value, span: startOf(node.span) }] : []);

/** `template/input` to the `template/output`s it may come from. https://argo-workflows.readthedocs.io/en/latest/walk-through/artifacts/ */
const handOver = (spec: YamlNode | undefined): ReadonlyMap<string, readonly string[]> => {
  const calls = itemsOf(get(spec, 'templates')).flatMap((template) => [
    ...itemsOf(get(template, 'steps')).flatMap((group) => (group.kind === 'sequence' ? group.items : [group])),
    ...itemsOf(getPath(template, 'dag', 'tasks')),
  ]);
  const templateOf = new Map(calls.map((call) => [textOf(get(call, 'name')), textOf(get(call, 'template')) ?? '']));
  const found = new Map<string, string[]>();
  for (const call of calls)
    for (const artifact of itemsOf(getPath(call, 'arguments', 'artifacts'))) {
      const from = /\{\{\s*(?:steps|tasks)\.([\w-]+)\.outputs\.artifacts\.([\w-]+)\s*\}\}/.exec(textOf(get(artifact, 'from')) ?? '');
      if (from === null) continue;
      const to = `${textOf(get(call, 'template')) ?? ''}/${textOf(get(artifact, 'name')) ?? ''}`;
      found.set(to, [...(found.get(to) ?? []), `${templateOf.get(from[1] ?? '') ?? ''}/${from[2] ?? ''}`]);
    }
  return found;
};

const jobOf = (
  spec: YamlNode | undefined,
  template: YamlNode,
  part: YamlNode,
  index: number,
  parameters: ReadonlyMap<string, Value>,
  scenario: Scenario,
): PlainJob => {
  const label = get(template, 'name');
  const secrets: PlainSecret[] = [];
  const env = new Map<string, Value>();
  for (const item of itemsOf(get(part, 'env'))) {
    const key = textOf(get(item, 'name'));
    const kept = getPath(item, 'valueFrom', 'secretKeyRef', 'name');
    const value = get(item, 'value');
    if (key === null) continue;
    if (kept?.kind === 'scalar') {
      secrets.push({ name: kept.value, usedAs: [key], span: kept.span });
      env.set(key, { ...UNKNOWN, secrets: [kept.value] });
    } else env.set(key, value?.kind === 'scalar' ? written(value, parameters) : UNKNOWN);
  }
  for (const source of itemsOf(get(part, 'envFrom'))) {
    const kept = getPath(source, 'secretRef', 'name');
    if (kept?.kind === 'scalar') secrets.push({ name: kept.value, usedAs: [], span: kept.span });
  }
  const mounts = [...itemsOf(get(template, 'volumes')), ...itemsOf(get(spec, 'volumes'))].flatMap(
    (volume) => textOf(getPath(volume, 'hostPath', 'path')) ?? [],
  );
  const privileged = textOf(getPath(part, 'securityContext', 'privileged')) === 'true';
  const image = get(part, 'image');
  const fixed = image?.kind === 'scalar' && !image.value.includes('{{') ? image : null;
  const { lines, areWords } = commandOf(part);
  const step: PlainStep = {
    name: textOf(label) ?? `template-${index + 1}`,
    span: startOf((label ?? template).span),
    lines,
    ...(areWords ? { areWords: true as const } : {}),
    holes: (line) => holesIn(line, parameters),
    env,
    image: fixed,
  };
  return {
    key: step.name,
    span: step.span,
    runner: scenario.trigger === 'submit' ? { labels: [], hosted: true, ephemeral: true } : { labels: ['cluster'], hosted: false, ephemeral: true },
    ...(privileged || mounts.length > 0 ? { container: { privileged, hostMounts: mounts } } : {}),
    secrets,
    fetches: false,
    steps: [step],
  };
};

/** The script, what a shell is told, or the words of a command. */
const commandOf = (part: YamlNode): { readonly lines: readonly YamlScalar[]; readonly areWords: boolean } => {
  const source = get(part, 'source');
  const command = itemsOf(get(part, 'command')).flatMap((item) => (item.kind === 'scalar' ? [item] : []));
  if (source?.kind === 'scalar') return { lines: (command[0]?.value ?? 'sh').endsWith('sh') ? [source] : [], areWords: false };
  const words = [...command, ...itemsOf(get(part, 'args')).flatMap((item) => (item.kind === 'scalar' ? [item] : []))];
  const flag = words.findIndex((word) => /^-\w*c$/.test(word.value));
  const told = flag > 0 && (words[0]?.value ?? '').endsWith('sh') ? words[flag + 1] : undefined;
  return told === undefined ? { lines: words, areWords: true } : { lines: [told], areWords: false };
};

const REFERENCE = /\{\{\s*=?\s*([\w.-]{1,200})\s*\}\}/g;

const holesIn = (line: YamlScalar, parameters: ReadonlyMap<string, Value>): readonly ScriptHole[] =>
  [...line.value.matchAll(REFERENCE)].map((match) => {
    const start = match.index;
    const end = start + match[0].length;
    const value = parameters.get(match[1] ?? '') ?? UNKNOWN;
    const at = spanAt(line, start, end);
    return { start, end, source: match[1] ?? '', value: { ...value, influences: value.influences.map((i) => ({ ...i, via: [...i.via, at] })) } };
  });

const written = (scalar: YamlScalar, parameters: ReadonlyMap<string, Value>): Value => {
  const holes = holesIn(scalar, parameters);
  return holes.length === 0 ? known(scalar.value) : { ...UNKNOWN, influences: holes.flatMap(({ value }) => value.influences) };
};
