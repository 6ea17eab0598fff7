import type { ControlKind } from '../control.ts';
import { closesSetting, named, sites } from './common.ts';
import { REFERENCES } from './references.ts';

const NETWORK: ReadonlySet<string> = new Set(['runner/network', 'runner/cloud-metadata']);

export const isolateRunnerNetwork = {
  kind: 'isolate-runner-network',
  family: 'isolate-execution',
  scope: 'repository',
  title: 'Cut the runners off the internal network',
  why: 'Code in a job then reaches what the job needs and nothing else: no internal service, no metadata service with credentials of the machine. What leaves by allowed ways still leaves.',
  references: [REFERENCES.runners],
  cost: 8,
  concerns: { rules: NETWORK, settings: ['runner-network-isolated'] },
  place: (transition) =>
    NETWORK.has(transition.rule) ? (transition.facts.pool ?? null) : closesSetting('runner-network-isolated').place(transition),
  remedy: (transitions) =>
    `Put ${named(transitions, 'pool') || 'the machines'} into a network of their own: allow the CI service, the registries and what builds need by name, refuse internal ranges and the metadata address 169.254.169.254. Used at ${sites(transitions)}.`,
} satisfies ControlKind;
