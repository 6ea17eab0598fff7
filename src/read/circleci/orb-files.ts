/** The source of an orb: its callers are in other repositories, so what they hand over is a question. */
import type { Job, Workflow } from '../../pipeline/model.ts';
import { influenced, UNKNOWN } from '../../pipeline/value.ts';
import { entriesOf, get, textOf, type YamlNode } from '../../source/yaml.ts';
import { cause, trustedScenario } from '../common/scenarios.ts';
import { includes } from './includes.ts';
import type { Library, OrbFile } from './library.ts';
import { lowerSteps } from './lower-steps.ts';
import { innerScope, type JobContext, newState, REACHED, type World } from './lowering.ts';
import { WORKING_DIRECTORY } from './places.ts';
import { type Argument, type Scope, valueTemplate } from './templates.ts';
import type { Seed } from './triggers.ts';

/** Commands and jobs of the orbs of this repository, each as the job of an unknown caller. */
export const orbWorkflows = (world: World, library: Library): readonly Workflow[] => library.orbs.map((orb) => orbWorkflow(world, orb));

const seedOf = (orb: OrbFile): Seed => ({
  ...trustedScenario('uses', headOf(orb), 'https://circleci.com/docs/orbs/author/orb-author/'),
  causes: [cause('outsider', 'starts a pipeline elsewhere that uses this orb')],
  cache: { scope: 'caller', reads: ['caller'] },
  ref: 'default',
  source_: 'webhook',
  parameters: 'defaults',
});

const headOf = ({ root }: OrbFile): Seed['span'] =>
  entriesOf(root)[0]?.key.span ?? { ...root.span, endLine: root.span.line, endColumn: root.span.column + 1 };

const orbWorkflow = (world: World, orb: OrbFile): Workflow => {
  const seed = seedOf(orb);
  const id = `${orb.file}:${seed.id}`;
  const { namespace } = orb;
  const elements: readonly (readonly [string, YamlNode])[] = [
    ...[...namespace.commands].map(([name, node]) => [name, node] as const),
    ...[...namespace.jobs].map(([name, { value }]) => [`${name} (job)`, value] as const),
  ];
  const span = headOf(orb);
  return {
    id: orb.file,
    file: orb.file,
    name: orb.file,
    system: 'circleci',
    kind: 'component',
    span,
    runs: [
      {
        id,
        workflow: orb.file,
        scenario: (({ ref: _r, source_: _s, parameters: _p, ...scenario }) => scenario)(seed),
        jobs: elements.map(([name, node]) => asJob(world, orb, seed, id, name, node)),
      },
    ],
  };
};

const asJob = (world: World, orb: OrbFile, seed: Seed, runId: string, name: string, element: YamlNode): Job => {
  const { namespace } = orb;
  const none: Scope = { namespace, interpolates: true, lookup: () => null };
  const state = newState();
  const jobId = `${runId}#${name}`;
  const span = { ...element.span, endLine: element.span.line, endColumn: element.span.column + 1 };
  const context: JobContext = {
    world,
    config: { file: orb.file, root: orb.root, setup: false, interpolates: true, namespace, text: '' },
    seed,
    runId,
    jobId,
    working: WORKING_DIRECTORY,
    shell: null,
    env: new Map(),
    workspaces: [],
    workspace: `workspace of ${name}`,
    state,
  };
  const scope = innerScope(none, namespace, element, unknownArguments(element, none), none, includes({ world }, namespace));
  lowerSteps(context, get(element, 'steps'), scope, none, REACHED);
  return {
    id: jobId,
    run: runId,
    workflow: orb.file,
    key: name,
    name: `the job that uses ${name}`,
    needs: [],
    reach: 'always',
    gates: [],
    // The machine and the variables are the caller's: nothing here says anything about them, so nothing is claimed.
    runner: { labels: [], hosted: true, ephemeral: true, pool: 'caller', span },
    container: null,
    services: [],
    environment: null,
    cacheMode: null,
    token: [],
    tokenDeclared: { where: 'caller', span },
    secrets: [],
    steps: state.steps,
    span,
  };
};

/** Text of the caller's; numbers, switches and steps are not. */
const unknownArguments = (element: YamlNode, scope: Scope): ReadonlyMap<string, Argument> =>
  new Map(
    entriesOf(get(element, 'parameters')).map(({ key, value }): [string, Argument] => {
      const type = textOf(get(value, 'type')) ?? 'string';
      const free = type === 'string';
      const found = free ? influenced({ origin: { kind: 'input', name: key.value, actor: null, span: key.span }, charset: 'any', via: [] }) : UNKNOWN;
      return [key.value, { alternatives: [valueTemplate(found, `parameters.${key.value}`, key.span)], node: null, scope }];
    }),
  );
