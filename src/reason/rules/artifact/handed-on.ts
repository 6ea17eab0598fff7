import type { Transition } from '../../graph.ts';
import type { Rule } from '../../rule.ts';
import { code, jobState, placeOf } from '../../states.ts';
import { ANY_ARTIFACT, artifactSources, takenArtifacts, uploadsOf } from '../artifacts.ts';
import { collect, transition } from '../common.ts';

const files = (path: string): Readonly<Record<string, string>> => ({
  '.github/workflows/ci.yml': `name: CI
on: pull_request
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: make
      - uses: actions/upload-artifact@v4
        with: { name: result, path: result }
`,
  '.github/workflows/check.yml': `name: Check
on:
  workflow_run:
    workflows: [CI]
    types: [completed]
permissions: {}
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with:
          name: result
          path: taken
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - uses: actions/upload-artifact@v4
        with: { name: checked, path: ${path} }
`,
  '.github/workflows/use.yml': `on:
  workflow_run:
    workflows: [Check]
    types: [completed]
permissions: {}
jobs:
  use:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/download-artifact@v4
        with:
          name: checked
          run-id: \${{ github.event.workflow_run.id }}
          github-token: \${{ github.token }}
      - run: . ./result.sh
        env:
          KEY: \${{ secrets.KEY }}
`,
});

export const handedOn: Rule = {
  id: 'artifact/handed-on',
  boundary: 'artifact',
  title: 'A job uploads again what it has taken from elsewhere',
  why: 'A chain of runs hands its data from one to the next. Each run takes it for the work of the one before, which is trusted, and nobody looks at who made it first.',
  references: [{ title: 'Store and share data with workflow artifacts', url: 'https://docs.github.com/en/actions/tutorials/store-and-share-data' }],
  technique: ['T1565.001'],
  cicdSec: ['CICD-SEC-9'],
  cwe: ['CWE-345', 'CWE-349'],
  infer(pipeline) {
    const sources = artifactSources(pipeline);
    const found: Transition[] = [];
    for (const { from, state, name } of takenArtifacts(pipeline)) {
      const own = name === ANY_ARTIFACT ? 'an artifact' : `artifact ${code(name)}`;
      for (const job of from.jobs) {
        if (job.reach === 'never' || uploadsOf(job).length === 0) continue;
        for (const step of job.steps)
          for (const effect of step.effects) {
            if (effect.kind !== 'artifact-upload' || (name !== ANY_ARTIFACT && effect.artifact !== name)) continue;
            for (const material of effect.handsOn ?? []) {
              const taken = material.artifact === null ? 'an artifact' : `artifact ${code(material.artifact)}`;
              for (const source of sources(from, material)) {
                if (source.state.id === state.id) continue;
                found.push(
                  transition(this, {
                    key: `${job.id}:${name}:${source.state.id}`,
                    needs: [jobState(job), source.state],
                    gives: state,
                    statement: `Job ${code(job.key)} hands on what is in ${taken} of ${code(source.run.workflow)} as ${own} of its own.`,
                    assumption: `What ${code(from.workflow)} hands on is what trusted steps made.`,
                    guarantees: [...step.gates, ...(material.guarantees ?? [])],
                    opaque: source.opaque,
                    facts: { artifact: name },
                    place: placeOf(from, job, step.id),
                    evidence: [material.span, effect.span],
                  }),
                );
              }
            }
          }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a run in the middle of a chain uploads what the first one made',
      vulnerable: files('taken/**'),
      silent: files('report'),
      settings: { 'fork-approval-all': false },
    },
  ],
};
