import type { ControlKind } from '../control.ts';
import { named, remedy, sites, workflowPlace } from './common.ts';

export const limitDispatchInputs = {
  kind: 'limit-dispatch-inputs',
  family: 'configuration-as-high-risk-code',
  scope: 'workflow',
  title: 'Offer fixed choices instead of free text',
  why: 'A choice is checked by the platform before the run starts. Whoever may dispatch then decides among values that were reviewed, not about code, refs or hosts.',
  references: [
    {
      title: 'GitHub: on.workflow_dispatch.inputs',
      url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#onworkflow_dispatchinputs',
    },
  ],
  cost: 2,
  concerns: { rules: ['configuration/dispatch-input'] },
  place: (transition) => (transition.rule === 'configuration/dispatch-input' && transition.gives.kind === 'text' ? workflowPlace(transition) : null),
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: declare the input${named(transitions, 'field') === '' ? '' : ` (${named(transitions, 'field')})`} with its possible values.`,
      'inputs:',
      '  target:',
      '    type: choice',
      '    options: [staging, production]',
    ),
} satisfies ControlKind;
