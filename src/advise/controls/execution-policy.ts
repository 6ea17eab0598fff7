import type { Transition } from '../../reason/graph.ts';
import type { ControlKind } from '../control.ts';
import { POLICIES_SINCE, plain, WITHOUT_WRITE_ACCESS, workflowPlace } from './common.ts';
import { REFERENCES } from './references.ts';

export const executionPolicy = {
  kind: 'execution-policy',
  family: 'configuration-as-high-risk-code',
  scope: 'workflow',
  title: 'Let only members start the workflow, by an execution policy',
  why: 'The platform checks who started the run before anything of it is read, so no condition in a file can be got round. It stops people without write access from starting this workflow at all, which not every workflow can afford.',
  references: [REFERENCES.policies],
  cost: 5,
  concerns: { rules: ['source/causes-run'] },
  place: (transition, pipeline) =>
    transition.rule === 'source/causes-run' && startedByStrangers(transition) && pipeline.asOf >= POLICIES_SINCE ? workflowPlace(transition) : null,
  against: () => WITHOUT_WRITE_ACCESS,
  remedy: (transitions) =>
    `Under Settings → Actions → Policies, add a workflow execution policy for ${plain(transitions[0]?.place.workflow ?? '')} that allows only people with write access to start it (${[...new Set(transitions.map((t) => t.place.trigger))].join(', ')}).`,
} satisfies ControlKind;

const startedByStrangers = ({ needs }: Transition): boolean => needs.some((s) => s.id === 'actor:outsider' || s.id === 'actor:contributor');
