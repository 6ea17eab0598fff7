/** Google Cloud Build. https://cloud.google.com/build/docs/build-config-file-schema */
import type { Effect, Influence, Material } from '../../pipeline/effects.ts';
import type { Guarantee, Scenario } from '../../pipeline/model.ts';
import { influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { type Span, startOf } from '../../source/span.ts';
import { entriesOf, get, getPath, itemsOf, textOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import type { PlainJob, PlainSecret, PlainStep } from '../common/plain/jobs.ts';
import { againstForks, byHand, pullRequests, pushes } from '../common/plain/scenarios.ts';
import { readService, type Service, type ServiceContext } from '../common/plain/service.ts';
import { DOLLARS, substituted } from '../common/plain/substitution.ts';
import type { Reading } from '../common/reader.ts';
import { PIPELINES, SYSTEM } from './places.ts';

const TRIGGERS = 'https://cloud.google.com/build/docs/automating-builds/create-manage-triggers';
const NONE: Scenario['withholds'] = { secrets: [], write: [], identity: [], cacheWrite: [] };

export const readCloudBuild = (tree: FileTree): Reading => readService(tree, SERVICE);

/** Triggers belong to the project in the cloud, so that every way is there until the settings close it. */
const scenarios = (span: Span): readonly Scenario[] => {
  const on = (trigger: string) => ({ trigger, span, source: TRIGGERS });
  const notBuilt = againstForks(
    `forks-not-built@${span.file}`,
    {
      statement: 'No trigger builds pull requests from forks with this file.',
      why: 'The project has no pull request trigger for it.',
      source: TRIGGERS,
    },
    span,
  );
  return [
    ...pullRequests(on('pull_request'), { notBuilt, approvals: [commentControl(span)], withholds: NONE, definition: 'proposed' }),
    ...pushes(on('push'), { default: true, branch: true, tag: true }),
    byHand(on('manual')),
  ];
};

/** https://cloud.google.com/build/docs/automating-builds/github/build-repos-from-github#comment_control */
const commentControl = (span: Span): Guarantee =>
  againstForks(
    `fork-builds-approved@${span.file}`,
    {
      statement: 'An owner or collaborator comments `/gcbrun` before a pull request of somebody else is built.',
      why: 'Comment control is on by default; whoever comments reads the change, or does not.',
      source: 'https://cloud.google.com/build/docs/automating-builds/github/build-repos-from-github#comment_control',
      strength: 'weak',
      interaction: 'routine',
    },
    span,
  );

/** Names that are put into arguments. https://cloud.google.com/build/docs/configuring-builds/substitute-variable-values */
const namesOf = ({ world, root, scenario }: ServiceContext): ReadonlyMap<string, Value> => {
  const head: Value =
    scenario.proposer === null || scenario.trigger !== 'pull_request'
      ? UNKNOWN
      : influenced({ origin: { kind: 'event', field: '_HEAD_BRANCH', actor: scenario.proposer, span: scenario.span }, charset: 'ref-name', via: [] });
  const given = new Map([...world.predefined(scenario), ['_HEAD_BRANCH', head] as const]);
  const own = entriesOf(get(root, 'substitutions')).map(({ key, value }): [string, Value] => [
    key.value,
    value.kind === 'scalar' ? written(value, given, scenario) : UNKNOWN,
  ]);
  return new Map([...given, ...own]);
};

/** Fields of the event that others write. https://cloud.google.com/build/docs/configuring-builds/use-bash-and-bindings-in-substitutions */
const PAYLOAD =
  /\$\((?:body\.)?((?:(?:pull_request|issue)\.(?:title|body)|comment\.body|(?:push\.)?head_commit\.message|pull_request\.head\.(?:ref|label)))\)/g;

/** What a substitution of the file itself holds, where it is made of others and of the event. */
const written = (value: YamlScalar, given: ReadonlyMap<string, Value>, { proposer, causes, span }: Scenario): Value => {
  if (!value.value.includes('$')) return known(value.value);
  const actor = proposer ?? causes[0]?.actor ?? null;
  const fields = [...value.value.matchAll(PAYLOAD)].flatMap((match): readonly Influence[] => {
    const field = match[1] ?? '';
    if (actor === null || (proposer === null && field.includes('head.'))) return [];
    return [{ origin: { kind: 'event', field, actor, span }, charset: field.includes('head.') ? 'ref-name' : 'any', via: [value.span] }];
  });
  return { ...UNKNOWN, influences: [...fields, ...substituted(value, given, DOLLARS).flatMap((hole) => hole.value.influences)] };
};

const jobs = (context: ServiceContext): readonly PlainJob[] => {
  const { file, root } = context;
  const at = get(root, 'steps') ?? root;
  const span = startOf(at.span);
  const names = namesOf(context);
  const secrets: PlainSecret[] = [
    {
      name: `service account of ${file}`,
      usedAs: [],
      when: [{ setting: `service-role-limited@${file}`, is: false }],
      span: get(root, 'serviceAccount')?.span ?? span,
    },
  ];
  const kept = new Map<string, YamlScalar>();
  for (const item of [...itemsOf(getPath(root, 'availableSecrets', 'secretManager')), ...itemsOf(getPath(root, 'availableSecrets', 'inline'))]) {
    const env = get(item, 'env');
    const version = get(item, 'versionName');
    if (env?.kind === 'scalar') kept.set(env.value, version?.kind === 'scalar' ? version : env);
    for (const { key } of entriesOf(get(item, 'envMap'))) kept.set(key.value, key);
  }
  for (const item of itemsOf(get(root, 'secrets'))) for (const { key } of entriesOf(get(item, 'secretEnv'))) kept.set(key.value, key);
  for (const [name, { span: where }] of kept) secrets.push({ name, usedAs: [name], span: where });
  const steps = itemsOf(get(root, 'steps')).map((step, index) => stepOf(step, index, names, kept));
  return [
    {
      key: 'build',
      span,
      runner: { labels: ['cloud-build'], hosted: true, ephemeral: true },
      secrets,
      env: unmapped(root, names),
      steps: [...steps, { name: 'push images', span, lines: [], effects: (materials) => imagesOf(root, materials) }],
    },
  ];
};

/** Substitutions are no variables of the steps unless the options say so. https://cloud.google.com/build/docs/build-config-file-schema#options */
const unmapped = (root: YamlNode, names: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> =>
  textOf(getPath(root, 'options', 'automapSubstitutions')) === 'true'
    ? names
    : new Map([...names.keys()].map((name): [string, Value] => [name, UNKNOWN]));

const stepOf = (step: YamlNode, index: number, names: ReadonlyMap<string, Value>, kept: ReadonlyMap<string, YamlScalar>): PlainStep => {
  const label = get(step, 'id') ?? get(step, 'name');
  const image = get(step, 'name');
  const script = get(step, 'script');
  const env = new Map<string, Value>();
  for (const item of itemsOf(get(step, 'env'))) {
    if (item.kind !== 'scalar') continue;
    const [name, ...rest] = item.value.split('=');
    const value = rest.join('=');
    const whole = names.get(value.replace(/^\$\{?|\}$/g, ''));
    const parts = substituted(item, names, DOLLARS).flatMap((hole) => hole.value.influences);
    env.set(name ?? '', value.includes('$') ? (whole ?? { ...UNKNOWN, influences: parts }) : known(value));
  }
  for (const name of textsOf(get(step, 'secretEnv'))) if (kept.has(name)) env.set(name, { ...UNKNOWN, secrets: [name] });
  const { lines, areWords } = wordsOf(step, script);
  return {
    name: textOf(label) ?? `step-${index + 1}`,
    span: startOf((label ?? step).span),
    lines,
    ...(areWords ? { areWords: true as const } : {}),
    // Nothing is put into `script`. https://cloud.google.com/build/docs/configuring-builds/run-bash-scripts
    holes: (line) => (script === undefined ? substituted(line, names, DOLLARS) : []),
    ...(script === undefined ? { escapes: DOLLARS.escapes } : {}),
    env,
    directory: textOf(get(step, 'dir')) ?? '',
    image: image?.kind === 'scalar' && !image.value.includes('$') ? image : null,
  };
};

/** What the step runs: its script, what a shell is told, or its arguments with the tool that the builder stands for. */
const wordsOf = (step: YamlNode, script: YamlNode | undefined): { readonly lines: readonly YamlScalar[]; readonly areWords: boolean } => {
  if (script?.kind === 'scalar') return { lines: [script], areWords: false };
  const args = itemsOf(get(step, 'args')).flatMap((item) => (item.kind === 'scalar' ? [item] : []));
  const entry = get(step, 'entrypoint');
  const flag = args.findIndex((arg) => /^-\w*c$/.test(arg.value));
  const told = /(?:^|\/)(?:ba|da|a)?sh$/.test(textOf(entry) ?? '') && flag >= 0 ? args[flag + 1] : undefined;
  if (told !== undefined) return { lines: [told], areWords: false };
  if (args.length === 0) return { lines: [], areWords: false };
  const image = get(step, 'name');
  const builder = image?.kind === 'scalar' ? toolOf(image.value) : null;
  const tool = entry?.kind === 'scalar' ? entry : image?.kind === 'scalar' && builder !== null ? { ...image, value: builder } : null;
  return { lines: tool === null || (entry === undefined && args[0]?.value === tool.value) ? args : [tool, ...args], areWords: true };
};

/**
 * Builders are named for the command that they run, as images of tools are; those of languages and distributions run what they are told.
 * https://cloud.google.com/build/docs/cloud-builders
 */
const toolOf = (image: string): string | null => {
  const name = image.replace(/[:@].*$/, '').replace(/^.*\//, '');
  return RUN_ANYTHING.has(name) ? null : name;
};
const RUN_ANYTHING: ReadonlySet<string> = new Set(
  (
    'alpine amazonlinux bash buildpack-deps busybox cloud-sdk debian fedora google-cloud-cli ubuntu ' +
    'eclipse-temurin golang node openjdk php python ruby rust'
  ).split(' '),
);

/** `images` are pushed when every step has succeeded. */
const imagesOf = (root: YamlNode, materials: readonly Material[]): readonly Effect[] =>
  itemsOf(get(root, 'images')).flatMap((image): readonly Effect[] => {
    if (image.kind !== 'scalar') return [];
    const name = image.value.replace(/:[^/]*$/, '');
    return [
      {
        kind: 'publish',
        publication: { id: `image:${name}`, type: 'image', name },
        credential: null,
        provenance: 'unknown',
        materials,
        span: image.span,
      },
    ];
  });

const SERVICE: Service = {
  system: SYSTEM,
  places: PIPELINES,
  written: { BRANCH_NAME: 'ref-name', TAG_NAME: 'ref-name', REF_NAME: 'ref-name' },
  others: [
    'PROJECT_ID',
    'PROJECT_NUMBER',
    'BUILD_ID',
    'LOCATION',
    'COMMIT_SHA',
    'SHORT_SHA',
    'REVISION_ID',
    'REPO_NAME',
    'REPO_FULL_NAME',
    'TRIGGER_NAME',
    '_PR_NUMBER',
    '_BASE_BRANCH',
    '_HEAD_REPO_URL',
  ],
  scenarios,
  isOne: (root) => get(root, 'steps')?.kind === 'sequence',
  jobs,
};
