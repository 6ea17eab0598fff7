/** Where the artifacts come from that jobs take over from others. */
import type { Effect, EffectOf, Influence, Material } from '../../pipeline/effects.ts';
import type { Job, Pipeline, Run } from '../../pipeline/model.ts';
import { oncePer } from '../../source/once.ts';
import type { State } from '../graph.ts';
import { jobsOf } from '../influences.ts';
import { artifactState, code, storedState } from '../states.ts';

/** Stands for an artifact whose name the files do not fix: any that the run makes. */
export const ANY_ARTIFACT = '*';

export interface ArtifactSource {
  readonly run: Run;
  readonly state: State;
  /** It cannot be told that the artifact is taken from this run; it may be. */
  readonly opaque: boolean;
}

/** The artifact as `run` takes it: one state for every run that may have made it. */
export const artifactSources = oncePer(
  (pipeline: Pipeline): ((run: Run, material: Pick<Material, 'artifact' | 'artifactFrom'>) => readonly ArtifactSource[]) => {
    const runs = new Map(pipeline.workflows.flatMap((w) => w.runs).map((run) => [run.id, run] as const));
    const makers = new Map<string, Run[]>();
    for (const { run, job } of jobsOf(pipeline)) {
      for (const name of uploads(job)) {
        const list = makers.get(name) ?? [];
        if (list.at(-1) !== run) list.push(run);
        makers.set(name, list);
      }
    }
    return (run, { artifact, artifactFrom }) => {
      const name = artifact ?? ANY_ARTIFACT;
      if (artifactFrom === 'store') return [{ run, state: storedState(name), opaque: false }];
      const source = (from: Run, opaque: boolean): ArtifactSource => ({ run: from, state: artifactState(from, name), opaque });
      if (artifactFrom === 'same') return [source(run, false)];
      const followed = run.scenario.after.flatMap(({ run: id }) => runs.get(id) ?? []);
      if (artifactFrom === 'followed') return followed.map((from) => source(from, false));
      if (followed.length > 0) return followed.map((from) => source(from, true));
      return (makers.get(name) ?? []).map((from) => source(from, from !== run));
    };
  },
);

/** How a person would speak of it: an artifact of a workflow, or an object in a store. */
export const takenFrom = ({ artifact, artifactFrom }: Pick<Material, 'artifact' | 'artifactFrom'>, { run }: Pick<ArtifactSource, 'run'>): string =>
  artifactFrom === 'store' && artifact !== null
    ? code(artifact)
    : `${artifact === null ? 'an artifact' : `artifact ${code(artifact)}`} of ${code(run.workflow)}`;

/** What a job uploads. */
export const uploadsOf = oncePer((job: Job): readonly EffectOf<'artifact-upload'>[] =>
  job.steps.flatMap((s) => s.effects.flatMap((e) => (e.kind === 'artifact-upload' ? [e] : []))),
);

/** Names of the artifacts that a job uploads. */
export const uploads = (job: Job): readonly string[] => uploadsOf(job).map((e) => e.artifact);

const NONE: readonly never[] = [];

/** Everything of other jobs or runs that an effect takes in. */
export const materialsOf = (effect: Effect): readonly Material[] => {
  switch (effect.kind) {
    case 'artifact-download':
    case 'cache-restore':
    case 'checkout':
      return [effect.material];
    case 'execute':
    case 'agent':
    case 'artifact-upload':
    case 'publish':
    case 'deploy':
    case 'store':
    case 'write':
    case 'opaque':
      return effect.materials;
    default:
      return NONE;
  }
};

/** Attacker-influenced text that an effect takes in. */
export const influencesOf = (effect: Effect): readonly Influence[] => {
  switch (effect.kind) {
    case 'interpret':
    case 'argument':
    case 'environment':
    case 'agent':
    case 'dispatch':
    case 'opaque':
      return effect.influences;
    default: {
      const materials = materialsOf(effect);
      return materials.length === 0 ? NONE : materials.flatMap((m) => (m.code?.kind === 'chosen' ? m.code.influences : []));
    }
  }
};

interface ArtifactUse {
  readonly run: Run;
  readonly job: Job;
  readonly material: Material;
}

/** Every artifact that some effect takes in, as it is or as text. */
const artifactsInUse = oncePer((pipeline: Pipeline): readonly ArtifactUse[] => {
  const found: ArtifactUse[] = [];
  for (const { run, job } of jobsOf(pipeline))
    for (const { effects } of job.steps)
      for (const effect of effects) {
        for (const material of materialsOf(effect)) if (material.kind === 'artifact') found.push({ run, job, material });
        for (const { origin } of influencesOf(effect))
          if (origin.kind === 'material' && origin.material.kind === 'artifact') found.push({ run, job, material: origin.material });
      }
  return found;
});

export interface Taken {
  readonly from: Run;
  readonly state: State;
  readonly name: string;
  /** Ids of the jobs that take it. */
  readonly takers: Set<string>;
}

/** The artifacts that some job takes over. */
export const takenArtifacts = oncePer((pipeline: Pipeline): readonly Taken[] => {
  const sources = artifactSources(pipeline);
  const taken = new Map<string, Taken>();
  for (const { run, job, material } of artifactsInUse(pipeline)) {
    if (material.artifactFrom === 'store') continue;
    for (const { run: from, state } of sources(run, material)) {
      const entry = taken.get(state.id) ?? { from, state, name: material.artifact ?? ANY_ARTIFACT, takers: new Set<string>() };
      entry.takers.add(job.id);
      taken.set(state.id, entry);
    }
  }
  return [...taken.values()];
});

/** Names in stores from which some job takes something. */
export const storesTaken = oncePer((pipeline: Pipeline): ReadonlySet<string> => {
  const places = new Set<string>();
  for (const { material } of artifactsInUse(pipeline))
    if (material.artifactFrom === 'store' && material.artifact !== null) places.add(material.artifact);
  return places;
});
