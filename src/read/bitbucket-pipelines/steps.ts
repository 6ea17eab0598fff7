/** A step of Bitbucket Pipelines as a job: its machine, images, files, commands and pipes. */
import type { Material } from '../../pipeline/effects.ts';
import type { Guarantee } from '../../pipeline/model.ts';
import { known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { onOneLine } from '../../source/span.ts';
import { entriesOf, get, isTrue, itemsOf, listOf, textOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import type { PlainJob, PlainSecret, PlainStep, PlainWorld } from '../common/plain/jobs.ts';
import { cacheRestores, cacheSaves, uploads } from '../common/plain/kept.ts';
import { secretVariables } from '../common/plain/variables.ts';
import { pipeComponent, pipeEffects } from './pipes.ts';

/** Does the step keep files for later ones? */
export const keeps = (step: YamlNode): boolean => {
  const artifacts = get(step, 'artifacts');
  return itemsOf(artifacts).length > 0 || listOf(get(artifacts, 'paths')).length > 0 || listOf(get(artifacts, 'upload')).length > 0;
};

/** A step with its place among the others. */
interface Drafted {
  readonly step: YamlNode;
  readonly stage: YamlNode | null;
  readonly key: string;
  readonly needs: readonly string[];
  readonly brings: readonly Material[];
  readonly env: ReadonlyMap<string, Value>;
  readonly gates: readonly Guarantee[];
}

export const jobOf = (world: PlainWorld, root: YamlNode | null, draft: Drafted): PlainJob => {
  const { step, stage, key, brings } = draft;
  const name = get(step, 'name');
  const span = onOneLine((name ?? step).span);
  const labels = textsOf(get(step, 'runs-on'));
  const own = labels.some((label) => label.startsWith('self.hosted'));
  const deployment = get(step, 'deployment') ?? get(stage, 'deployment');
  const secrets: PlainSecret[] = [];
  const caches = listOf(get(step, 'caches')).flatMap((cache) => (cache.kind === 'scalar' ? [{ name: cache.value, span: cache.span }] : []));
  const parts = [...scripts(world, get(step, 'script'), secrets, 'script'), ...scripts(world, get(step, 'after-script'), secrets, 'after-script')];
  const services = textsOf(get(step, 'services'));
  return {
    key,
    span,
    needs: draft.needs,
    gates: draft.gates,
    runner: {
      labels: own ? labels : [],
      hosted: !own,
      ephemeral: own ? 'unknown' : true,
      span: (get(step, 'runs-on') ?? step).kind === 'mapping' ? span : onOneLine((get(step, 'runs-on') ?? step).span),
    },
    // Machines with macOS and Windows take no images.
    image: labels.some((label) => /macos|windows/.test(label)) ? null : imageOf(get(step, 'image') ?? get(root, 'image')),
    services: services.flatMap((service) => imageOf(get(get(get(get(root, 'definitions'), 'services'), service), 'image')) ?? []),
    ...(deployment?.kind === 'scalar' ? { environment: { name: deployment.value, span: deployment.span } } : {}),
    env: draft.env,
    secrets,
    // Git pushes as the repository's own pipeline: https://support.atlassian.com/bitbucket-cloud/docs/push-back-to-your-repository/
    token: [
      { right: 'push to the repository', capability: 'write-source', span },
      ...(isTrue(get(step, 'oidc')) ? [{ right: 'oidc: true', capability: 'mint-identity' as const, span: get(step, 'oidc')?.span ?? span }] : []),
    ],
    gitCredential: 'token',
    fetches: textOf(get(get(step, 'clone'), 'enabled')) !== 'false',
    brings,
    steps: [
      ...cacheRestores(caches),
      ...parts,
      ...cacheSaves(caches),
      ...(keeps(step) ? uploads([{ name: `files of ${key}`, span: onOneLine((get(step, 'artifacts') ?? step).span) }]) : []),
    ],
  };
};

const imageOf = (node: YamlNode | undefined): YamlScalar | null => {
  const image = node?.kind === 'mapping' ? get(node, 'name') : node;
  return image?.kind === 'scalar' && !image.value.includes('$') ? image : null;
};

const lists = new WeakMap<YamlNode, readonly (readonly YamlScalar[] | YamlNode)[]>();

/** Commands one after the other, and pipes between them. The same lists for every run. */
const grouped = (script: YamlNode): readonly (readonly YamlScalar[] | YamlNode)[] => {
  const known = lists.get(script);
  if (known !== undefined) return known;
  const groups: (YamlScalar[] | YamlNode)[] = [];
  for (const item of listOf(script)) {
    const last = groups.at(-1);
    if (item.kind !== 'scalar') groups.push(item);
    else if (Array.isArray(last)) last.push(item);
    else groups.push([item]);
  }
  lists.set(script, groups);
  return groups;
};

const scripts = (world: PlainWorld, script: YamlNode | undefined, secrets: PlainSecret[], name: string): readonly PlainStep[] =>
  (script === undefined ? [] : grouped(script)).flatMap((group): PlainStep[] => {
    if (Array.isArray(group)) return [{ name, span: onOneLine((group[0] as YamlScalar).span), lines: group as readonly YamlScalar[] }];
    const node = group as YamlNode;
    const pipe = get(node, 'pipe');
    if (pipe?.kind !== 'scalar') return [];
    const given = new Map<string, YamlScalar>();
    for (const { key, value } of entriesOf(get(node, 'variables'))) {
      if (value.kind !== 'scalar') continue;
      given.set(key.value, value);
      for (const variable of secretVariables(value.value)) secrets.push({ name: variable.name, usedAs: [key.value], span: value.span });
    }
    const component = pipeComponent(world.registry, pipe);
    return [
      {
        name: pipe.value.slice(0, 60),
        span: pipe.span,
        lines: [],
        env: new Map([...given].map(([key, value]): [string, Value] => [key, value.value.includes('$') ? UNKNOWN : known(value.value)])),
        effects: (materials) => [{ kind: 'use', component, span: pipe.span }, ...pipeEffects(pipe, given, materials)],
      },
    ];
  });
