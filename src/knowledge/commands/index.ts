/** Looks an invocation up among the commands that are known. */
import { BUILDS } from './builds.ts';
import { MORE_BUILDS } from './builds-more.ts';
import { DEPLOYS } from './deploys.ts';
import { INSTALLS } from './installs.ts';
import { PACKAGE_RUNNERS } from './packages.ts';
import { PUBLISHES } from './publishes.ts';
import { STARTS } from './starts.ts';
import type { CommandRule } from './types.ts';
import { WRITES_AND_CHECKS } from './writes.ts';

export { DIRECTORY_OPTIONS, valuedOptions } from './options.ts';
export type { CommandEffect, CommandRule } from './types.ts';

export interface MatchedRule {
  readonly rule: CommandRule;
  /** How many operands the subcommand takes up. */
  readonly taken: number;
}

const BY_COMMAND = new Map<string, CommandRule[]>();
for (const rule of [...BUILDS, ...MORE_BUILDS, ...INSTALLS, ...PACKAGE_RUNNERS, ...PUBLISHES, ...DEPLOYS, ...STARTS, ...WRITES_AND_CHECKS]) {
  for (const command of rule.commands) BY_COMMAND.set(command, [...(BY_COMMAND.get(command) ?? []), rule]);
}

/** Every row that fits. `operands` are the words that are no options (null: not known), `options` the names of those that are. */
export const matchRules = (command: string, operands: readonly (string | null)[], options: ReadonlySet<string>): readonly MatchedRule[] =>
  (BY_COMMAND.get(command) ?? []).flatMap((rule) => {
    if (rule.options !== undefined && !rule.options.some((o) => options.has(o))) return [];
    if (rule.unless?.some((o) => options.has(o) || operands[0] === o) === true) return [];
    if (rule.subcommands === undefined) return [{ rule, taken: 0 }];
    if (rule.anywhere === true)
      return operands.some((o) => o !== null && rule.subcommands?.includes(o.slice(o.lastIndexOf(':') + 1)) === true)
        ? [{ rule, taken: operands.length }]
        : [];
    const taken = Math.max(...rule.subcommands.map((s) => matchWords(s, operands)));
    return taken < 0 ? [] : [{ rule, taken }];
  });

/** Number of words taken, -1 when they do not stand there. The empty subcommand stands alone. */
const matchWords = (subcommand: string, operands: readonly (string | null)[]): number => {
  if (subcommand === '') return operands.length === 0 ? 0 : -1;
  const words = subcommand.split(' ');
  return words.every((word, i) => operands[i] === word) ? words.length : -1;
};
