/** What popular actions do, by name. */
import { AGENT_ACTIONS } from './agents.ts';
import { BUILD_ACTIONS } from './build.ts';
import { CLOUD_ACTIONS } from './cloud.ts';
import { CONTAINER_ACTIONS } from './containers.ts';
import { DEPLOY_ACTIONS } from './deploy.ts';
import { DISCUSSION_ACTIONS } from './discussion.ts';
import { FILE_ACTIONS } from './files.ts';
import type { ActionKnowledge } from './knowledge.ts';
import { LINT_ACTIONS } from './lint.ts';
import { NOTIFY_ACTIONS } from './notify.ts';
import { ORGANISATION_ACTIONS } from './organisations.ts';
import { PLATFORM_ACTIONS } from './platform.ts';
import { PUBLISH_ACTIONS } from './publish.ts';
import { RELEASE_ACTIONS } from './releases.ts';
import { REPOSITORY_ACTIONS } from './repository.ts';
import { SECURITY_ACTIONS } from './security.ts';
import { SETUP_ACTIONS } from './setup.ts';
import { SETUP_SYSTEMS_ACTIONS } from './setup-systems.ts';
import { TEXT_ACTIONS } from './texts.ts';
import { UTILITY_ACTIONS } from './utilities.ts';

/** All of them, in no order that matters. Each name once. */
export const KNOWN_ACTIONS: readonly ActionKnowledge[] = [
  ...PLATFORM_ACTIONS,
  ...SETUP_ACTIONS,
  ...SETUP_SYSTEMS_ACTIONS,
  ...LINT_ACTIONS,
  ...BUILD_ACTIONS,
  ...CONTAINER_ACTIONS,
  ...CLOUD_ACTIONS,
  ...DEPLOY_ACTIONS,
  ...PUBLISH_ACTIONS,
  ...RELEASE_ACTIONS,
  ...REPOSITORY_ACTIONS,
  ...DISCUSSION_ACTIONS,
  ...TEXT_ACTIONS,
  ...FILE_ACTIONS,
  ...SECURITY_ACTIONS,
  ...AGENT_ACTIONS,
  ...NOTIFY_ACTIONS,
  ...UTILITY_ACTIONS,
  ...ORGANISATION_ACTIONS,
];

let byName: ReadonlyMap<string, ActionKnowledge> | null = null;

/** `name`: `owner/repo[/path]` in any case. Null: not known. */
export const actionKnowledge = (name: string): ActionKnowledge | null => {
  byName ??= new Map(KNOWN_ACTIONS.map((known) => [known.name, known]));
  return byName.get(name.toLowerCase()) ?? null;
};
