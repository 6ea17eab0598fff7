import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { cacheState, code, codeState, jobState, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { offers } from '../inventory.ts';
import { ANY_KEY, SHARED_SCOPE } from './cache-poisoning.ts';

const greet = `on: issues
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.issue.title }}"
`;
const release = (cache: string): string => `on:
  schedule:
    - cron: '0 3 * * *'
permissions: {}
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
${cache}      - run: ./release.sh
        env:
          TOKEN: \${{ secrets.NPM_TOKEN }}
`;

/**
 * An archive is unpacked wherever its entries say, so what is restored need not be run by name to become code. A full key that exists
 * cannot be overwritten: the attacker waits for the next key or has old entries pushed out.
 */
export const cacheRestored: Rule = {
  id: 'runner/cache-restored',
  boundary: 'runner',
  title: 'A job restores a cache that less trusted jobs can write',
  why: 'A restored cache is unpacked into the job without any check of who made it. Dependencies, compilers and tools in it run next, with the secrets and rights of the job that restored them.',
  references: [
    { title: 'Dependency caching reference', url: 'https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching' },
    {
      title: 'The monsters in your build cache: GitHub Actions cache poisoning',
      url: 'https://adnanthekhan.com/2024/05/06/the-monsters-in-your-build-cache-github-actions-cache-poisoning/',
    },
  ],
  technique: ['T1195.002', 'T1574'],
  cicdSec: ['CICD-SEC-9'],
  cwe: ['CWE-345', 'CWE-829'],
  infer(pipeline) {
    const declared = offers(pipeline, 'declared-caches');
    const found: Transition[] = [];
    for (const { run, job, step, effect } of effectsOf(pipeline, 'cache-restore')) {
      if (job.cacheMode?.reads === false) continue;
      const scopes = run.scenario.cache.reads.filter((s) => s === SHARED_SCOPE);
      const keys = declared ? [ANY_KEY, effect.key, ...effect.restoreKeys] : [ANY_KEY];
      for (const [scope, key] of scopes.flatMap((s) => keys.map((k) => [s, k] as const))) {
        found.push(
          transition(this, {
            key: key === ANY_KEY ? `${job.id}:${scope}` : `${job.id}:${scope}:${key}`,
            needs: [cacheState(pipeline, scope, key), jobState(job)],
            gives: codeState(job),
            statement: `Job ${code(job.key)} restores a cache entry that the attacker has written, and uses what is in it.`,
            assumption: `Whoever can write caches of scope ${code(scope)} may run code in job ${code(job.key)}.`,
            guarantees: step.gates,
            effort: 'moderate',
            facts: { scope, key: effect.key, prefixes: effect.restoreKeys.join(' ') },
            place: placeOf(run, job, step.id),
            evidence: [effect.span],
          }),
        );
      }
    }
    return collect(found);
  },
  examples: [
    {
      title: 'a release that restores its dependencies',
      vulnerable: {
        '.github/workflows/greet.yml': greet,
        '.github/workflows/nightly.yml': release(
          '      - uses: actions/cache@0057852bfaa89a56745cba8c7296529d2fc39830\n        with:\n          path: node_modules\n          key: deps\n',
        ),
      },
      silent: { '.github/workflows/greet.yml': greet, '.github/workflows/nightly.yml': release('') },
      asOf: '2026-01-01',
    },
  ],
};
