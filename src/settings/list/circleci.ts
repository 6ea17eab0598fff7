/** Facts that only CircleCI has. Sorted by id. */
import type { Setting } from '../settings.ts';
import { ALWAYS, CIRCLECI, CIRCLECI_DOCS } from './common.ts';

export const CIRCLECI_SETTINGS: readonly Setting[] = [
  {
    id: 'fork-builds-off',
    question: 'Do pull requests from forks start no pipeline of this project?',
    statement: 'Pull requests from forks start no pipeline.',
    whereToFind: 'Project Settings → Advanced → "Build forked pull requests" (must be off); with the GitHub App, in the trigger under Project Setup',
    defaults: [{ since: ALWAYS, value: true, note: 'Off: a project builds no pull requests from forks until somebody switches it on.' }],
    source: `${CIRCLECI_DOCS}/guides/integration/pull-request-build-settings/`,
    system: CIRCLECI,
  },
];
