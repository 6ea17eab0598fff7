/** Short hand for tools that run code of the workspace, or obey a configuration file there that can name code to run. */
import type { CommandRule } from './types.ts';

/** A tool that runs code of the workspace: `commands` by blanks, `subcommands` by commas. */
export const runs = (
  commands: string,
  subcommands: string | null,
  how: string,
  source: string,
  more: Partial<CommandRule> & {
    readonly reads?: 'directory' | 'operand' | 'options';
    readonly files?: readonly string[];
    readonly operands?: true;
  } = {},
): CommandRule => {
  const { reads, files, operands, ...rest } = more;
  return {
    commands: commands.split(' '),
    ...(subcommands === null ? {} : { subcommands: subcommands.split(', ') }),
    does: [
      { kind: 'execute', how, reads: reads ?? 'directory', ...(files === undefined ? {} : { files }), ...(operands === true ? { operands } : {}) },
    ],
    source,
    ...rest,
  };
};

/** Options with which a tool only tells about itself. */
export const TELLS = ['--version', '-V', '--help', '-h'];
