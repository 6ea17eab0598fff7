import type { Transition } from '../../reason/graph.ts';
import type { ControlKind } from '../control.ts';
import { named, plain, remedy } from './common.ts';

export const updateCooldown = {
  kind: 'update-cooldown',
  family: 'reduce-implicit-trust',
  scope: 'repository',
  title: 'Wait some days before taking new releases',
  why: 'Malicious releases are nearly always found and withdrawn within days. Updates that close a known hole need not wait: bots propose them apart.',
  references: [
    {
      title: 'GitHub: cooldown',
      url: 'https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference#cooldown-',
    },
    { title: 'Renovate: minimum release age', url: 'https://docs.renovatebot.com/key-concepts/minimum-release-age/' },
  ],
  cost: 1,
  concerns: { rules: ['dependency/automatic-update'] },
  place: ({ rule, facts, guarantees }) =>
    rule === 'dependency/automatic-update' && !guarantees.some((g) => g.strength === 'strong') ? (facts.bot ?? null) : null,
  remedy: (transitions) =>
    transitions[0]?.facts.bot === 'renovate'
      ? remedy(`In the configuration of ${named(transitions, 'bot')} (${botFile(transitions)}): set a minimum age.`, '"minimumReleaseAge": "7 days"')
      : remedy(
          `In the configuration of ${named(transitions, 'bot')} (${botFile(transitions)}): add a cooldown to each update entry.`,
          'cooldown:',
          '  default-days: 7',
        ),
  at: (transitions) => transitions.flatMap((t) => t.evidence.slice(0, 1)),
} satisfies ControlKind;

/** The bot's configuration is the first evidence. */
const botFile = (transitions: readonly Transition[]): string => plain(transitions[0]?.evidence[0]?.file ?? 'its file');
