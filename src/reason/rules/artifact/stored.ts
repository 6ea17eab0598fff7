import type { Material } from '../../../pipeline/effects.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { code, codeState, jobState, placeOf, storedState } from '../../states.ts';
import { artifactSources, storesTaken, takenFrom } from '../artifacts.ts';
import { collect, transition } from '../common.ts';
import { credentialStates, heldBack, withheldFrom } from '../credentials.ts';

const files = (key: string): Readonly<Record<string, string>> => ({
  '.github/workflows/build.yml': `on: pull_request_target
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
      - run: aws s3 cp deploy.sh s3://acme-builds/latest/deploy.sh
        env:
          AWS_SECRET_ACCESS_KEY: \${{ secrets.AWS_SECRET_ACCESS_KEY }}
`,
  '.gitlab-ci.yml': `deploy:
  script:
    - aws s3 cp s3://acme-builds/${key}/deploy.sh deploy.sh
    - bash deploy.sh --token "$DEPLOY_TOKEN"
`,
});

/** Runs of the same job are told apart by nothing in the store: whoever wrote last is read. */
export const stored: Rule = {
  id: 'artifact/stored',
  boundary: 'artifact',
  title: 'A job fetches from a store what another one has put there',
  why: 'A bucket between two pipelines has no memory of who wrote an object. The one that reads it trusts the name, and so everybody who can write there, in whatever run of whatever system, decides what it gets.',
  references: [
    { title: 'AWS CLI: s3 cp', url: 'https://docs.aws.amazon.com/cli/latest/reference/s3/cp.html' },
    { title: 'SLSA threats: (G) Distribution channel', url: 'https://slsa.dev/spec/v1.1/threats' },
  ],
  technique: ['T1565.001', 'T1195.002'],
  cicdSec: ['CICD-SEC-9'],
  cwe: ['CWE-345', 'CWE-494'],
  acrossSystems: true,
  infer(pipeline) {
    const found: Transition[] = [];
    const taken = storesTaken(pipeline);
    const sources = artifactSources(pipeline);
    for (const { run, job, step, effect } of effectsOf(pipeline, 'store')) {
      for (const place of taken) {
        if (!overlaps(effect.place, place)) continue;
        const gives = storedState(place);
        const credentials = credentialStates(run, job, effect.credential, undefined);
        const common = {
          gives,
          assumption: `Only trusted builds write ${code(place)}.`,
          facts: { artifact: place, secret: effect.credential ?? '' },
          place: placeOf(run, job, step.id),
        } as const;
        found.push(
          transition(this, {
            ...common,
            key: `${job.id}:${gives.id}`,
            needs: [codeState(job), ...credentials],
            statement: `Code in job ${code(job.key)} changes what lies at ${code(place)}.`,
            guarantees: [...step.gates, ...withheldFrom(run, credentials)],
            evidence: [effect.span],
          }),
        );
        for (const material of effect.materials.filter((m: Material) => m.kind === 'artifact'))
          for (const source of sources(run, material)) {
            if (source.state.id === gives.id) continue;
            found.push(
              transition(this, {
                ...common,
                key: `${job.id}:${gives.id}:${source.state.id}`,
                needs: [jobState(job), source.state],
                statement: `Job ${code(job.key)} puts ${takenFrom(material, source)} at ${code(place)}.`,
                guarantees: [...step.gates, ...heldBack(run, job, effect.credential, undefined), ...(material.guarantees ?? [])],
                opaque: source.opaque,
                evidence: [material.span, effect.span],
              }),
            );
          }
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a script that one system puts into a bucket and another runs',
      vulnerable: files('latest'),
      silent: files('reviewed'),
      asOf: '2026-01-01',
    },
  ],
};

/** One is the other, or a folder above it; `*` stands for some part of a name. */
const overlaps = (written: string, read: string): boolean => {
  const [a, b] = [written.split('/'), read.split('/')];
  return a.slice(0, b.length).every((part, i) => same(part, b[i] ?? ''));
};

const same = (one: string, other: string): boolean =>
  one === other || (one.includes('*') ? matches(one, other) : other.includes('*') && matches(other, one));

/** Where something is not known of both, they may be the same as long as what is known of their ends does not tell them apart. */
const matches = (pattern: string, text: string): boolean => {
  const [first, last] = endsOf(pattern);
  if (!text.includes('*')) return text.startsWith(first) && text.endsWith(last);
  const [otherFirst, otherLast] = endsOf(text);
  return (first.startsWith(otherFirst) || otherFirst.startsWith(first)) && (last.endsWith(otherLast) || otherLast.endsWith(last));
};

/** What stands before the first and behind the last `*`. */
const endsOf = (pattern: string): readonly [string, string] => [pattern.slice(0, pattern.indexOf('*')), pattern.slice(pattern.lastIndexOf('*') + 1)];
