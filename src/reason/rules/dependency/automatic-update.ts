import type { Component, Guarantee, Job, PackageManifest, Pipeline, UpdateBot } from '../../../pipeline/model.ts';
import { distinctSpans } from '../../../source/span.ts';
import type { Transition } from '../../graph.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, codeState, componentState, jobState, NOWHERE, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';
import { installsOf } from './installs.ts';
import { usesByComponent } from './uses.ts';

const WORKFLOW = `on: push
permissions: {}
jobs:
  upload:
    runs-on: ubuntu-latest
    steps:
      - uses: acme-tools/upload@5f6b9a0c1d2e3f405162738495a6b7c8d9e0f1a2
        with:
          token: \${{ secrets.UPLOAD_TOKEN }}
`;

export const automaticUpdate: Rule = {
  id: 'dependency/automatic-update',
  boundary: 'dependency',
  title: 'A bot takes new releases at once and merges them by itself',
  why: 'A pin or lock file holds only until the bot moves it. A malicious release is usually found and withdrawn within days; a bot that merges without a person and without waiting brings it in within the hour.',
  references: [
    {
      title: 'Dependabot options: cooldown',
      url: 'https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#cooldown-',
    },
    { title: 'Renovate: minimum release age', url: 'https://docs.renovatebot.com/key-concepts/minimum-release-age/' },
  ],
  technique: ['T1195.002'],
  cicdSec: ['CICD-SEC-1', 'CICD-SEC-3'],
  cwe: ['CWE-829'],
  *infer(pipeline) {
    for (const bot of pipeline.repository.updateBots) {
      if (bot.mergesByItself !== false) yield* collect(movedPins(bot, pipeline));
      yield* collect(movedLocks(bot, pipeline));
    }
  },
  examples: [
    {
      title: 'Automatic merging without a minimum age',
      vulnerable: { '.github/workflows/upload.yml': WORKFLOW, 'renovate.json': '{ "automerge": true }\n' },
      silent: { '.github/workflows/upload.yml': WORKFLOW, 'renovate.json': '{ "automerge": true, "minimumReleaseAge": "7 days" }\n' },
    },
  ],
};

/** The bots' names for what the model calls component kinds and ecosystems. */
const MANAGES_COMPONENT: Readonly<Partial<Record<Component['kind'], readonly string[]>>> = {
  action: ['github-actions'],
  workflow: ['github-actions'],
  image: ['docker', 'docker-compose', 'dockerfile', 'github-actions'],
};
const MANAGES_PACKAGES: Readonly<Record<PackageManifest['ecosystem'], readonly string[]>> = {
  npm: ['npm', 'bun', 'yarn', 'pnpm'],
  pypi: ['pip', 'uv', 'pypi', 'poetry', 'pipenv'],
  cargo: ['cargo'],
  go: ['gomod', 'go'],
  maven: ['maven', 'gradle'],
  rubygems: ['bundler', 'rubygems'],
  nuget: ['nuget'],
  other: [],
};

/** A bot that names no ecosystem looks after all. */
const looksAfter = (bot: UpdateBot, names: readonly string[]): boolean =>
  bot.ecosystems.length === 0 || bot.ecosystems.some((ecosystem) => ecosystem === 'all' || ecosystem === '*' || names.includes(ecosystem));

function* movedPins(bot: UpdateBot, pipeline: Pipeline): Iterable<Transition> {
  for (const uses of usesByComponent(pipeline).values()) {
    const direct = uses.filter(({ via }) => via === null);
    const component = direct[0]?.component;
    if (component === undefined || component.owner === 'self') continue;
    const names = MANAGES_COMPONENT[component.kind];
    const pinned = component.pin === 'commit' || component.pin === 'digest';
    if (!pinned || names === undefined || !looksAfter(bot, names)) continue;
    yield transition(automaticUpdate, {
      ...shared(bot),
      key: `${botId(bot)}:${component.id}`,
      needs: [actorState('upstream')],
      gives: componentState(component.id, component.name),
      statement: `Whoever controls ${code(component.name)} publishes a new version, and ${code(bot.name)} moves the pin to it and merges.`,
      platformOwner: component.owner === 'platform',
      facts: { bot: bot.name, component: component.id, what: component.name },
      place: NOWHERE,
      evidence: distinctSpans([bot.span, ...direct.flatMap(({ evidence }) => evidence)]),
    });
  }
}

function* movedLocks(bot: UpdateBot, pipeline: Pipeline): Iterable<Transition> {
  for (const { run, job, effect, locked, runs } of installsOf(pipeline)) {
    if (locked !== true || runs === 'no' || effect.packages.length > 0 || !looksAfter(bot, MANAGES_PACKAGES[effect.ecosystem])) continue;
    const what = `the ${effect.ecosystem} packages of ${effect.directory === '' ? 'the repository' : code(effect.directory)}`;
    const before = bot.name === 'dependabot' && runsProposal(job);
    if (!before && bot.mergesByItself === false) continue;
    yield transition(automaticUpdate, {
      ...shared(bot),
      ...(before ? { interaction: 'none' } : {}),
      key: `${botId(bot)}:${effect.ecosystem}:${effect.directory}>${job.id}`,
      needs: [actorState('upstream'), jobState(job)],
      gives: codeState(job),
      statement: `Whoever controls one of ${what} publishes a new version; ${code(bot.name)} ${before ? 'proposes to update the lock file, and' : 'updates the lock file and merges, and'} job ${code(job.key)} runs it${before ? ' before anybody has looked' : ''}.`,
      facts: { bot: bot.name, ecosystem: effect.ecosystem, what },
      place: placeOf(run, job),
      evidence: distinctSpans([bot.span, effect.span]),
    });
  }
}

/** Does the job check out what the bot proposes? */
const runsProposal = (job: Job): boolean =>
  job.steps.some((step) =>
    step.effects.some((e) => e.kind === 'checkout' && e.material.code?.kind === 'proposed' && e.material.code.actor === 'upstream'),
  );

const botId = (bot: UpdateBot): string => `${bot.name}/${[...bot.ecosystems].sort().join('+') || 'all'}`;

const shared = (bot: UpdateBot) =>
  ({
    crossing: `dependency/automatic-update:${botId(bot)}`,
    assumption: `Every new release that ${code(bot.name)} proposes is harmless on the day it appears.`,
    guarantees: (bot.cooldownDays ?? 0) > 0 ? [cooldown(bot, bot.cooldownDays ?? 0)] : [],
    effort: 'high',
    // Where nothing shows who merges, a person does so as a routine: a bump of a version does not show the code behind it.
    interaction: bot.mergesByItself === true ? 'none' : 'routine',
  }) as const;

/** Most malicious releases are withdrawn within a day or two; three days leave room for weekends. */
const ENOUGH_DAYS = 3;

const cooldown = (bot: UpdateBot, days: number): Guarantee => ({
  id: `cooldown@${botId(bot)}`,
  statement: `${code(bot.name)} proposes a release only when it is ${days} ${days === 1 ? 'day' : 'days'} old.`,
  enforcedBy: 'configuration',
  against: ['upstream'],
  strength: days >= ENOUGH_DAYS ? 'strong' : 'weak',
  why: days >= ENOUGH_DAYS ? 'Malicious releases are nearly always withdrawn before that.' : 'Shorter than many malicious releases stay unnoticed.',
  evidence: [bot.span],
});
