/** Short hand for the tables, and names of variables that several rows share. */
import type { CommandEffect, CommandRule } from './types.ts';

/** `commands` and `subcommands` as lists in one text: by blanks, by commas. */
export const row = (
  commands: string,
  subcommands: string | null,
  source: string,
  does: CommandEffect | readonly CommandEffect[],
  more: Partial<CommandRule> = {},
): CommandRule => ({
  commands: commands.split(' '),
  ...(subcommands === null ? {} : { subcommands: subcommands.split(', ') }),
  does: Array.isArray(does) ? does : [does as CommandEffect],
  source,
  ...more,
});

export const DRY = { unless: ['--dry-run', '-n', '--help'] } as const;
export const GITHUB = ['GH_TOKEN', 'GITHUB_TOKEN', 'GH_ENTERPRISE_TOKEN', 'GITHUB_API_TOKEN'];
export const NPM = ['NODE_AUTH_TOKEN', 'NPM_TOKEN', 'NPM_AUTH_TOKEN', 'NPM_CONFIG_TOKEN', 'YARN_NPM_AUTH_TOKEN', 'INPUT_TOKEN'];
export const AWS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];
export const KUBE = ['KUBECONFIG', 'KUBE_CONFIG', 'KUBECONFIG_DATA', 'KUBE_TOKEN', 'KUBE_CONFIG_DATA'];
