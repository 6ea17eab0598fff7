import { ACTORS, type Guarantee, type Job, type Pipeline, type Run } from '../../../pipeline/model.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf, jobsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { cacheState, code, codeState, placeOf } from '../../states.ts';
import { transition } from '../common.ts';
import { OWNERS, REVIEWED } from '../examples.ts';
import { offers } from '../inventory.ts';

const restore = (trigger: string): string => `on:
${trigger}permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/cache@0057852bfaa89a56745cba8c7296529d2fc39830
        with:
          path: node_modules
          key: deps-\${{ hashFiles('package-lock.json') }}
      - run: ./release.sh
        env:
          TOKEN: \${{ secrets.NPM_TOKEN }}
`;
const greet = (text: string): string => `on: issues
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "${text}"
`;
const NIGHTLY = "  schedule:\n    - cron: '0 3 * * *'\n";

/** Any key of the scope: the right to write a cache is the job's, not the step's, and keys are computed from public files. */
export const ANY_KEY = 'any key';

/** Every run reads it. What other scopes hold was written by runs of the same change or branch, which has the same rights already. */
export const SHARED_SCOPE = 'default';

/**
 * The scope decides who reads what was written: what the default branch writes is read by all. Only scopes that some job
 * restores from are of interest.
 */
export const cachePoisoning: Rule = {
  id: 'runner/cache-poisoning',
  boundary: 'runner',
  title: 'Code in a job writes a cache that other jobs restore',
  why: 'The cache belongs to the branch, not to the workflow. Code in any job of the default branch, even one without rights and secrets, can write entries under keys that the release restores.',
  references: [
    {
      title: 'Dependency caching reference: restrictions for accessing a cache',
      url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching',
    },
    {
      title: 'The monsters in your build cache: GitHub Actions cache poisoning',
      url: 'https://adnanthekhan.com/2024/05/06/the-monsters-in-your-build-cache-github-actions-cache-poisoning/',
    },
  ],
  technique: ['T1195.002', 'T1565.001'],
  cicdSec: ['CICD-SEC-9', 'CICD-SEC-5'],
  cwe: ['CWE-349', 'CWE-668'],
  *infer(pipeline) {
    const declared = offers(pipeline, 'declared-caches');
    const read = new Map<string, Set<string>>();
    for (const { run, job } of effectsOf(pipeline, 'cache-restore')) {
      for (const scope of run.scenario.cache.reads.filter((s) => s === SHARED_SCOPE)) read.set(scope, (read.get(scope) ?? new Set()).add(job.id));
    }
    const strangers = new Set<string>();
    for (const { run, job } of jobsOf(pipeline)) {
      // Who brings the whole definition needs one job for it: the first stands for all.
      if (run.scenario.definition === 'proposed' && run.scenario.proposer === 'outsider' && job.reach !== 'never') {
        if (strangers.has(run.id)) continue;
        strangers.add(run.id);
      }
      const { scope } = run.scenario.cache;
      const readers = read.get(scope);
      if (job.reach === 'never' || readers === undefined || (readers.size === 1 && readers.has(job.id))) continue;
      // Where the configuration says what a job saves, its code chooses the content and not the key; whoever brings the configuration chooses both.
      if (declared && run.scenario.definition === 'trusted') {
        yield* savedByItself(this, pipeline, run, job);
        continue;
      }
      const saves = job.steps.flatMap((s) => s.effects.flatMap((e) => (e.kind === 'cache-save' || e.kind === 'cache-restore' ? [e.span] : [])));
      yield transition(this, {
        key: `${job.id}:${scope}`,
        crossing: `${this.id}:${run.id}`,
        needs: [codeState(job)],
        gives: cacheState(pipeline, scope, ANY_KEY),
        statement: `Code in job ${code(job.key)} writes cache entries in scope ${code(scope)} under keys that other jobs restore.`,
        assumption: `Only trusted code runs in jobs that write caches of scope ${code(scope)}.`,
        guarantees: writeGuarantees(run, job),
        effort: 'low',
        facts: { scope, key: ANY_KEY },
        place: placeOf(run, job),
        evidence: saves[0] === undefined ? [run.scenario.span] : [saves[0]],
      });
    }
  },
  examples: [
    {
      title: 'an issue title, and a nightly release that restores a cache',
      vulnerable: {
        ...OWNERS,
        '.github/workflows/greet.yml': greet('${{ github.event.issue.title }}'),
        '.github/workflows/nightly.yml': restore(NIGHTLY),
      },
      silent: { ...OWNERS, '.github/workflows/greet.yml': greet('hello'), '.github/workflows/nightly.yml': restore(NIGHTLY) },
      asOf: '2026-01-01',
      settings: REVIEWED,
    },
  ],
};

/** One for each key that the job saves. */
function* savedByItself(rule: Rule, pipeline: Pipeline, run: Run, job: Job): Iterable<Transition> {
  const { scope } = run.scenario.cache;
  const saves = new Map(job.steps.flatMap((s) => s.effects.flatMap((e) => (e.kind === 'cache-save' ? [[e.key, e.span] as const] : []))));
  for (const [key, span] of saves)
    yield transition(rule, {
      key: `${job.id}:${scope}:${key}`,
      crossing: `${rule.id}:${run.id}`,
      needs: [codeState(job)],
      gives: cacheState(pipeline, scope, key),
      statement: `Code in job ${code(job.key)} decides what goes into cache ${code(key)} of scope ${code(scope)}.`,
      assumption: `Only trusted code runs in jobs that write caches of scope ${code(scope)}.`,
      guarantees: writeGuarantees(run, job),
      effort: 'low',
      facts: { scope, key },
      place: placeOf(run, job),
      evidence: [span],
    });
}

/** A job that declares how it uses caches decides for itself; otherwise the platform does, by the event. */
const writeGuarantees = (run: Run, job: Job): readonly Guarantee[] => {
  if (job.cacheMode === null) return run.scenario.withholds.cacheWrite;
  if (job.cacheMode.writes) return [];
  return [
    {
      id: `cache-mode@${job.id}`,
      statement: `Job ${code(job.key)} cannot write caches.`,
      enforcedBy: 'configuration',
      against: ACTORS,
      strength: 'strong',
      why: 'The cache token of the job was asked for without the right to write.',
      evidence: [job.cacheMode.span],
      source: 'https://github.blog/changelog/2026-09-10-control-github-actions-cache-access-with-cache-mode',
    },
  ];
};
