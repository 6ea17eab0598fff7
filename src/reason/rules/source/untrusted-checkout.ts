import type { Material } from '../../../pipeline/effects.ts';
import type { Job, Run, Step } from '../../../pipeline/model.ts';
import { type PlaceList, placeList } from '../../../source/span.ts';
import type { State, Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { proposersOf } from '../proposals.ts';

const workflow = (ref: string): string => `on: pull_request_target
permissions: {}
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${ref}      - run: npm test
        env:
          KEY: \${{ secrets.KEY }}
`;

export const untrustedCheckout: Rule = {
  id: 'source/untrusted-checkout',
  boundary: 'source',
  title: 'Code of an unreviewed change runs where trust is higher',
  why: 'A job that has secrets or a writing token checks out the proposed change and then runs something that obeys it: a test, a build script, a local action, a tool with a configuration file.',
  references: [
    {
      title: 'Keeping your GitHub Actions and workflows secure: Preventing pwn requests',
      url: 'https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/',
    },
    {
      title: 'pull_request_target',
      url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request_target',
    },
  ],
  technique: ['T1195.002', 'T1677'],
  cicdSec: ['CICD-SEC-4'],
  cwe: ['CWE-829'],
  infer(pipeline) {
    // What one step runs of one change is one way in, however many of its commands run something of it.
    const ways = new Map<string, Way>();
    for (const { run, job, step, effect } of effectsOf(pipeline, 'execute')) {
      for (const material of effect.materials) {
        const via = material.code?.kind === 'chosen' ? material.code.influences.flatMap((i) => i.via) : [];
        for (const need of proposersOf(run, job, material)) {
          const guarantees = material.guarantees ?? [];
          const key = `${step.id}:${[need, ...guarantees].map((s) => s.id).join('+')}`;
          const way = ways.get(key) ?? { key, run, job, step, material, need, runs: new Set<string>(), evidence: placeList() };
          ways.set(key, way);
          way.runs.add(effect.how);
          for (const span of [...via, material.span, effect.span]) way.evidence.add(span);
        }
      }
    }
    return collect([...ways.values()].map((way) => transitionOf(this, way)));
  },
  examples: [
    {
      title: 'tests of a fork under pull_request_target',
      vulnerable: { '.github/workflows/test.yml': workflow('        with:\n          ref: ${{ github.event.pull_request.head.sha }}\n') },
      silent: { '.github/workflows/test.yml': workflow('') },
      asOf: '2026-01-01',
    },
    {
      title: 'a job that only reads the files of the change',
      vulnerable: { '.github/workflows/test.yml': workflow('        with:\n          ref: refs/pull/${{ github.event.number }}/merge\n') },
      silent: {
        '.github/workflows/test.yml': workflow('        with:\n          ref: refs/pull/${{ github.event.number }}/merge\n').replace(
          'npm test',
          'cat package.json',
        ),
      },
      asOf: '2026-01-01',
    },
  ],
};

interface Way {
  readonly key: string;
  readonly run: Run;
  readonly job: Job;
  readonly step: Step;
  readonly material: Material;
  readonly need: State;
  /** What is run, in order: "runs scripts of its package.json". */
  readonly runs: Set<string>;
  readonly evidence: PlaceList;
}

const MOST_TOLD = 3;

const transitionOf = (rule: Rule, { key, run, job, step, material, need, runs, evidence }: Way): Transition => {
  const told = [...runs].slice(0, MOST_TOLD);
  const more = runs.size - told.length;
  return transition(rule, {
    key,
    needs: [jobState(job), need],
    gives: codeState(job),
    statement: `Job ${code(job.key)} checks out ${material.code?.what ?? 'untrusted code'} and ${told.join(', ')}${more > 0 ? ` and ${more} more` : ''}: the attacker's code runs.`,
    assumption: `What step ${code(step.name)} runs of the checkout was reviewed before it runs here.`,
    guarantees: [...step.gates, ...(material.guarantees ?? [])],
    facts: { code: material.code?.kind ?? '', mutable: String(material.code?.kind === 'proposed' ? material.code.mutable : true) },
    place: placeOf(run, job, step.id),
    evidence: evidence.all(),
  });
};
