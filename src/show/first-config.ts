/** The first chokepoint.yml: everything that could be told here, as comments that only wait for their # to be taken away. */
import type { Report } from '../reason/report.ts';
import { NEW_FILE_HEAD } from '../settings/declarations/head.ts';
import { settingOf } from '../settings/settings-list.ts';
import { assetRows, meantime, questions } from './facts.ts';
import { visible } from './text.ts';
import { count, verb } from './words.ts';

/** Questions and assets that are written down; the rest is in the report. */
const MOST_QUESTIONS = 25;
const MOST_ASSETS = 12;

/** A valid file that changes nothing but the exit code of scans (`fail-on: high`). Names from the repository stay on their line. */
export const firstConfig = (report: Report): string => {
  const asked = questions(report);
  const shown = asked.slice(0, MOST_QUESTIONS);
  const assets = assetRows(report).filter(({ asset }) => asset.gain > 1);
  const unseen = report.crossings.filter(({ status, boundary }) => status !== 'guarded' && boundary === 'artifact').slice(0, 3);
  const [worst] = assets.flatMap(({ worst: path }) => path ?? []);
  return [
    NEW_FILE_HEAD.trimEnd(),
    '',
    '# Facts outside the files, those that change the result the most first. Take away the # and write true or false,',
    '# or run: chokepoint ask',
    'settings:',
    ...shown.flatMap(({ assumption, opens, worse, paths }) => {
      const setting = settingOf(assumption.id);
      const effect =
        opens.length > 0
          ? `if not, ${opens.map(({ severity, count: n }) => `${n} ${severity}`).join(', ')} open`
          : worse > 0
            ? `if not, ${count(worse, 'path')} ${verb(worse, 'gets', 'get')} worse`
            : `${count(paths, 'listed path depends', 'listed paths depend')} on it`;
      return [
        `  # ${line(setting?.question ?? assumption.statement)}`,
        `  # Look at: ${line(setting?.whereToFind ?? 'the platform')}`,
        `  # Now: ${meantime(assumption)}; ${effect}.`,
        `  # ${key(assumption.id)}: true`,
        '',
      ];
    }),
    ...(asked.length > shown.length ? [`  # … and ${count(asked.length - shown.length, 'more question')}: chokepoint ask`, ''] : []),
    '# What assets are worth to you, by id, name or kind. By default 100, 30 or 3, as the gain is.',
    'assets:',
    '  worth:',
    ...assets.slice(0, MOST_ASSETS).map(({ asset }) => `    # ${key(asset.id)}: ${{ 3: 100, 2: 30, 1: 3 }[asset.gain]}`),
    '',
    '# What holds elsewhere, with where it can be checked.',
    'guarantees:',
    '  # - id: signed-images-only',
    '  #   statement: Our cluster admits only images that our release workflow has signed.',
    `  #   blocks: [${unseen.length === 0 ? 'artifact/deployed' : key(unseen[0]?.rule ?? 'artifact/deployed')}]`,
    '  #   evidence: https://example.com/policies/admission',
    '',
    '# Risks that somebody answers for until a day. They stay in the report, and --fail-on skips them.',
    'accepted:',
    `  # - path: ${worst === undefined ? 'p-0123456789' : worst.id}`,
    '  #   reason: goes away with the old release process',
    "  #   owner: '@your-team'",
    '  #   expires: 2027-01-31',
    '',
    '# Files that define nothing that runs.',
    'ignore:',
    '  # - examples/**',
    '',
    'thresholds:',
    '  fail-on: high',
    '',
  ].join('\n');
};

/** On one line, whatever the name holds. */
const line = (text: string): string => visible(text).replaceAll(/\s+/g, ' ');

/** As a key of YAML, quoted where it needs to be. */
const key = (text: string): string => (/^[A-Za-z][\w./@-]*$/.test(text) ? text : JSON.stringify(line(text)));
