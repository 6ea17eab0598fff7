/** Which steps of a job need what the job holds, and whether they could stand without the others. */
import type { Job, Pipeline, Step } from '../../pipeline/model.ts';
import type { Transition } from '../../reason/graph.ts';
import { jobOf, stepAround } from './common.ts';

/** The steps that use the secret, right, identity or credential of this transition; null among them where the files do not tell. */
const stepsThatNeed = ({ rule, facts, evidence }: Transition, job: Job): readonly (Step | null)[] => {
  switch (rule) {
    case 'configuration/secret-in-job':
    case 'configuration/writes-source':
      return evidence.map((span) => stepAround(job, span));
    case 'configuration/token-right':
      return job.steps.filter((step) =>
        step.effects.some((e) => (e.kind === 'write' && e.capability === facts.capability) || (e.kind === 'publish' && e.credential === 'token')),
      );
    case 'configuration/identity':
      return job.steps.filter(usesIdentity);
    default:
      return [];
  }
};

export const usesIdentity = (step: Step): boolean =>
  step.effects.some(
    (e) =>
      (e.kind === 'login' && e.by === 'identity') ||
      ((e.kind === 'publish' || e.kind === 'deploy') && e.credential === 'identity') ||
      (e.kind === 'publish' && e.credential === null && TRUSTS_IDENTITIES.has(e.publication.type)) ||
      e.kind === 'sign' ||
      e.kind === 'attest',
  );

/** Where tools that are given no credential ask for the job's identity by themselves. https://docs.pypi.org/trusted-publishers/, https://docs.npmjs.com/trusted-publishers */
const TRUSTS_IDENTITIES: ReadonlySet<string> = new Set(['npm', 'pypi', 'cargo', 'rubygems', 'nuget', 'other']);

/**
 * Can the steps that need it stand alone? Only if the files show which steps those are, others remain,
 * and none of them is itself where an attacker gets in (a movable component, untrusted text, code of the workspace).
 */
export const canStandAlone = (transition: Transition, pipeline: Pipeline): boolean => {
  const job = jobOf(transition, pipeline);
  if (job === null) return false;
  const steps = stepsThatNeed(transition, job);
  return steps.length > 0 && steps.length < job.steps.length && steps.every((step) => step !== null && !letsOthersIn(step, pipeline));
};

const letsOthersIn = (step: Step, pipeline: Pipeline): boolean =>
  step.effects.some((effect) => ENTRANCES.has(effect.kind) || (effect.kind === 'use' && movable(effect.component, pipeline)));

const movable = (id: string, pipeline: Pipeline): boolean => {
  const component = pipeline.components.find((c) => c.id === id);
  return component === undefined || (component.owner !== 'self' && component.pin !== 'commit' && component.pin !== 'digest');
};

const ENTRANCES: ReadonlySet<string> = new Set(['agent', 'argument', 'execute', 'install', 'interpret', 'opaque', 'remote-script']);
