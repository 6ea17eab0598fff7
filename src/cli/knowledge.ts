/** What the tool knows, as the formats and `explain` are told it. */
import { CONTROLS } from '../advise/controls/index.ts';
import { RULES } from '../reason/rules/index.ts';
import { SETTINGS } from '../settings/settings-list.ts';
import type { Knowledge } from '../show/options.ts';

export const KNOWLEDGE: Knowledge = { rules: RULES, controls: CONTROLS, settings: SETTINGS };
