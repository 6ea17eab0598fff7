/** AWS CodeBuild: buildspec files. https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Grant, Workflow } from '../../pipeline/model.ts';
import { known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { FileTree } from '../../source/files.ts';
import { compareText, type Diagnostic, type Span } from '../../source/span.ts';
import { entriesOf, get, getPath, listOf, parseYaml, textOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { componentRegistry } from '../common/component-registry.ts';
import { gapList } from '../common/gaps.ts';
import { type PlainJob, type PlainWorld, plainRun } from '../common/plain/jobs.ts';
import type { Reading, ReadOptions } from '../common/reader.ts';
import { OTHERS, PIPELINES, SYSTEM } from './places.ts';
import { builds, type Project, projectsIn } from './projects.ts';
import { predefined, scenariosOf } from './scenarios.ts';

const PHASES = ['install', 'pre_build', 'build', 'post_build'];
/**
 * Since then a build can no longer read, from the memory of the agent beside it, the credential that the source was fetched with.
 * https://aws.amazon.com/security/security-bulletins/AWS-2025-016/
 */
const CREDENTIAL_KEPT_SINCE = '2025-07-25';

export const readCodebuild = (tree: FileTree, options: ReadOptions): Reading => {
  const registry = componentRegistry();
  const gaps = gapList();
  const diagnostics: Diagnostic[] = [];
  const world: PlainWorld = { system: SYSTEM, tree, registry, predefined, outputFiles: {}, gap: gaps.add };
  const workflows: Workflow[] = [];
  const projects = projectsIn(tree);
  for (const file of tree.files) {
    if (!OTHERS.test(file)) continue;
    const text = tree.read(file);
    const isPlace = PIPELINES.some(({ path }) => path.test(file));
    if (text === null || !(isPlace || /^[ \t]*(?:phases|batch)[ \t]*:/m.test(text))) continue;
    const parsed = parseYaml(text, file);
    const root = parsed.documents.find(isBuildspec);
    if (root === undefined && !(isPlace && parsed.documents.length === 0)) continue;
    diagnostics.push(...parsed.diagnostics);
    if (root === undefined) continue;
    workflows.push(
      workflowOf(
        world,
        file,
        root,
        options.asOf,
        projects.filter((project) => builds(project, file)),
      ),
    );
  }
  return {
    files: workflows.map(({ file }) => file).sort(compareText),
    workflows,
    components: registry.all(),
    gaps: gaps.all(),
    diagnostics,
  };
};

/** `version` and phases with commands, which other files of these names do not have. */
const isBuildspec = (root: YamlNode): boolean =>
  /^0\.[12]$/.test(textOf(get(root, 'version')) ?? '') && (get(root, 'phases')?.kind === 'mapping' || get(root, 'batch')?.kind === 'mapping');

const workflowOf = (world: PlainWorld, file: string, root: YamlNode, asOf: string, projects: readonly Project[]): Workflow => {
  const span: Span = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  const job = jobOf(file, root, asOf, projects);
  return {
    id: file,
    file,
    name: file,
    system: SYSTEM,
    kind: 'workflow',
    span,
    runs: scenariosOf(file, span, projects).map((scenario) => plainRun(world, file, scenario, [job])),
  };
};

/** The phases share one shell, one after the other. https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html#build-spec-ref-versions */
const jobOf = (file: string, root: YamlNode, asOf: string, projects: readonly Project[]): PlainJob => {
  const phases = get(root, 'phases');
  const lines = PHASES.flatMap((phase) => [getPath(phases, phase, 'commands'), getPath(phases, phase, 'finally')].flatMap((node) => scalarsOf(node)));
  const env = get(root, 'env');
  const kept = [...entriesOf(get(env, 'secrets-manager')), ...entriesOf(get(env, 'parameter-store'))];
  const helper = get(env, 'git-credential-helper');
  const readable = textOf(helper) === 'yes' || asOf < CREDENTIAL_KEPT_SINCE;
  const at = (phases ?? root).span;
  const start: Span = { ...at, endLine: at.line, endColumn: at.column + 1 };
  const secret = (name: string): Value => ({ ...UNKNOWN, secrets: [name] });
  const ofProject = projects.flatMap(({ secrets }) => secrets);
  return {
    key: 'build',
    span: start,
    runner: { labels: ['codebuild'], hosted: true, ephemeral: true },
    env: new Map([
      ...entriesOf(get(env, 'variables')).map(({ key, value }): [string, Value] => [
        key.value,
        value.kind === 'scalar' ? known(value.value) : UNKNOWN,
      ]),
      ...[...ofProject.map(({ name }) => name), ...kept.map(({ key }) => key.value)].map((name): [string, Value] => [name, secret(name)]),
    ]),
    ...(projects.some(({ privileged }) => privileged) ? { container: { privileged: true } } : {}),
    secrets: [
      ...ofProject.map(({ name, span }) => ({ name, usedAs: [name], span })),
      ...kept.map(({ key, value }) => ({ name: key.value, usedAs: [key.value], span: value.kind === 'scalar' ? value.span : key.span })),
      { name: `service role of ${file}`, usedAs: [], when: [{ setting: `service-role-limited@${file}`, is: false }], span: start },
    ],
    token: readable ? [sourceCredential(file, helper?.span ?? start)] : [],
    gitCredential: textOf(helper) === 'yes' ? 'token' : null,
    steps: [
      {
        name: 'phases',
        span: lines[0]?.span ?? start,
        lines,
        shell: /powershell/i.test(textOf(get(env, 'shell')) ?? '') ? 'pwsh' : 'bash',
      },
      {
        name: 'keep artifacts',
        span: start,
        lines: [],
        effects: (materials) => uploaded(root, materials),
      },
    ],
  };
};

const scalarsOf = (node: YamlNode | undefined): readonly YamlScalar[] => listOf(node).flatMap((item) => (item.kind === 'scalar' ? [item] : []));

/** What the source was fetched with. Most are tokens that can push, since the webhook was made with them. */
const sourceCredential = (file: string, span: Span): Grant => ({
  right: 'source credential',
  capability: 'write-source',
  when: [{ setting: `source-credential-read-only@${file}`, is: false }],
  span,
});

const uploaded = (root: YamlNode, materials: readonly Material[]): readonly Effect[] => {
  const artifacts = get(root, 'artifacts');
  const files = textsOf(get(artifacts, 'files'));
  return artifacts === undefined || files.length === 0
    ? []
    : [{ kind: 'artifact-upload', artifact: 'artifacts', carriesCredentials: false, materials, span: artifacts.span }];
};
