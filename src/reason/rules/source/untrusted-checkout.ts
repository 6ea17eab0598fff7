import type { Material } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';
import type { State, Transition } from '../../graph.ts';
import { effectsOf, PROPOSED, textStateOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf, textState } from '../../states.ts';
import { collect, transition } from '../common.ts';

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
  *infer(pipeline) {
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'execute')) {
      for (const material of effect.materials) {
        const sources = controllersOf(material);
        if (sources === null) continue;
        const needs: readonly (readonly State[])[] =
          sources === 'proposer' ? [[textState(run.id, PROPOSED)]] : sources.map((influence) => [textStateOf(run, job, influence)]);
        for (const need of needs) {
          const via: readonly Span[] = material.code?.kind === 'chosen' ? material.code.influences.flatMap((i) => i.via) : [];
          found.push(
            transition(this, {
              key: `${step.id}:${effect.tool}:${need.map((s) => s.id).join('+')}`,
              needs: [jobState(job), ...need],
              gives: codeState(job),
              statement: `Job ${code(job.key)} checks out ${material.code?.what ?? 'untrusted code'} and ${effect.how}: the attacker's code runs.`,
              assumption: `What ${code(effect.tool)} reads from the checkout was reviewed before it runs here.`,
              guarantees: [...step.gates, ...(material.guarantees ?? [])],
              facts: {
                tool: effect.tool,
                code: material.code?.kind ?? '',
                mutable: String(material.code?.kind === 'proposed' ? material.code.mutable : true),
              },
              place: placeOf(run, job, step.id),
              evidence: [...via, material.span, effect.span],
            }),
          );
        }
      }
    }
    yield* collect(found);
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

/** Who decides what the material holds: the proposer of the change, whoever controls the ref, or nobody we know of. */
const controllersOf = (material: Material): 'proposer' | Extract<NonNullable<Material['code']>, { kind: 'chosen' }>['influences'] | null => {
  if (material.kind !== 'checkout' || material.code === null) return null;
  if (material.code.kind === 'proposed') return 'proposer';
  return material.code.kind === 'chosen' && material.code.influences.length > 0 ? material.code.influences : null;
};
