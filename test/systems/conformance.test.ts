/** The twenty situations in every system's words: the same kinds of paths and controls come out, and the mended twin is silent. */
import { describe, expect, it } from 'vitest';
import type { Path, Report } from '../../src/reason/report.ts';
import { AS_OF, analyse, withSettings } from '../analyse.ts';
import { appveyor } from './appveyor.ts';
import { awsCodebuild } from './aws-codebuild.ts';
import { azurePipelines } from './azure-pipelines.ts';
import { bitbucketPipelines } from './bitbucket-pipelines.ts';
import { buildkite } from './buildkite.ts';
import { circleci } from './circleci.ts';
import { cirrusCi } from './cirrus-ci.ts';
import { drone } from './drone.ts';
import { githubActions, onForgejo } from './github-actions.ts';
import { gitlabCi } from './gitlab-ci.ts';
import { googleCloudBuild } from './google-cloud-build.ts';
import { jenkins } from './jenkins.ts';
import { SCENARIOS, type Scenario, type ScenarioId, type ShortWriting, type Writing } from './scenarios.ts';
import { semaphore } from './semaphore.ts';
import { tekton } from './tekton.ts';
import { travisCi } from './travis-ci.ts';
import { woodpecker } from './woodpecker.ts';

const WRITINGS: readonly (Writing | ShortWriting)[] = [
  appveyor,
  awsCodebuild,
  azurePipelines,
  bitbucketPipelines,
  buildkite,
  circleci,
  cirrusCi,
  drone,
  githubActions,
  onForgejo,
  gitlabCi,
  googleCloudBuild,
  jenkins,
  semaphore,
  tekton,
  travisCi,
  woodpecker,
];

const goesBy = (path: Path, rule: string): boolean => path.steps.some((step) => rule.split('|').includes(step.rule));

/** Paths that are the scenario's. */
const pathsOf = (report: Report, { actor, assets, rules }: Scenario): readonly Path[] =>
  report.paths.filter(
    (path) =>
      path.actor === actor &&
      assets.some((kind) => report.assets.some(({ id, kind: its }) => id === path.asset && its === kind)) &&
      rules.every((rule) => goesBy(path, rule)),
  );

describe.each(WRITINGS)('$system', ({ system, cases }) => {
  for (const [id, one] of Object.entries(cases)) {
    const scenario: Scenario = SCENARIOS[id as ScenarioId];
    if ('not' in one) {
      it.skip(`${id} cannot be written: ${one.not}`);
      continue;
    }
    const options = { asOf: one.asOf ?? AS_OF, settings: withSettings(one.settings) };

    it(`${id}: ${scenario.title}`, async () => {
      const report = await analyse(one.vulnerable, options);
      expect(report.subject.systems).toEqual([system]);
      expect(report.diagnostics).toEqual([]);
      const paths = pathsOf(report, scenario);
      expect(paths.length).toBeGreaterThan(0);
      for (const path of paths) {
        expect(Object.keys(one.vulnerable)).toContain(path.entry.workflow);
        for (const step of path.steps) for (const span of step.evidence) expect(span.endLine - span.line).toBeLessThan(40);
      }
      const offered = report.controls.filter(
        ({ kind, cuts }) => (scenario.controls as readonly string[]).includes(kind) && paths.some((p) => cuts.includes(p.id)),
      );
      expect(offered.map(({ kind }) => kind)).not.toEqual([]);
      for (const { remedy } of offered) expect(remedy.length).toBeGreaterThan(30);
    });

    it(`${id}: the mended twin is silent`, async () => {
      const report = await analyse(one.silent, options);
      expect(report.subject.systems).toEqual([system]);
      expect(pathsOf(report, scenario)).toEqual([]);
    });
  }
});
