/** `chokepoint completion SHELL`: completions from the commands and options themselves, so that they cannot fall behind. */
import type { Command } from 'commander';
import { ACTORS } from '../pipeline/model.ts';
import { SEVERITIES } from '../reason/report.ts';
import { print, type Streams, UsageError } from './io.ts';
import { explainFailure } from './scan.ts';

const SHELLS = ['bash', 'zsh', 'fish', 'powershell'] as const;
type Shell = (typeof SHELLS)[number];

export const completionCommand = async (given: string, program: Command, streams: Streams): Promise<number> => {
  try {
    const shell = SHELLS.find((one) => one === given);
    if (shell === undefined) throw new UsageError(`There are no completions for "${given}"; choose one of ${SHELLS.join(', ')}.`);
    await print(streams.stdout, WRITERS[shell](treeOf(program)));
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};

interface Flag {
  readonly long: string;
  readonly short: string | null;
  readonly about: string;
  /** Null: it stands alone. Empty: any value, files are offered. */
  readonly values: readonly string[] | null;
}

interface Node {
  /** With the words before it: `policy test`. */
  readonly path: string;
  readonly name: string;
  readonly about: string;
  readonly flags: readonly Flag[];
  /** What its first argument can be, where that is a short list. */
  readonly words: readonly string[];
  readonly commands: readonly Node[];
}

/** Lists that options and arguments choose from, by name. Formats are those that the option's own description names. */
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  '--fail-on': SEVERITIES,
  '--actor': ACTORS,
  '--asset': ['source', 'build', 'artifact', 'secret', 'release', 'infrastructure'],
  'completion <shell>': SHELLS,
  'collect <system>': ['github', 'gitlab'],
};
const FORMATS = ['terminal', 'json', 'markdown', 'sarif', 'html', 'svg', 'dot'];

const treeOf = (command: Command, above = ''): Node => {
  const path = above === '' ? command.name() : `${above} ${command.name()}`;
  const flags = command.options
    .filter(({ long, hidden }) => long !== undefined && !hidden)
    .map((option): Flag => {
      const long = option.long ?? '';
      const words = option.description.split(/\W+/);
      const values = long === '--format' ? FORMATS.filter((format) => words.includes(format)) : (CHOICES[long] ?? []);
      const alone = !option.required && !option.optional;
      return { long, short: option.short ?? null, about: oneLine(option.description), values: alone ? null : values };
    });
  const root = above === '';
  const help: Flag = { long: '--help', short: '-h', about: 'show help', values: null };
  const first = command.registeredArguments[0];
  return {
    path,
    name: command.name(),
    about: oneLine(command.description()),
    flags: [...flags, help],
    words: first === undefined ? [] : (CHOICES[`${command.name()} <${first.name()}>`] ?? []),
    commands: command.commands.map((one) => treeOf(one, root ? ' ' : path)).map((one) => ({ ...one, path: one.path.trim() })),
  };
};

/** Half a line, without what any shell would take for more than text. */
const oneLine = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').replace(/[^\w .,;:()/@=-]/g, '');
  return line.length > 90 ? `${line.slice(0, 89)}…` : line;
};

const all = (root: Node): readonly Node[] => root.commands.flatMap((node) => [node, ...all(node)]);
const flagNames = ({ flags }: Node): readonly string[] => flags.flatMap(({ long, short }) => (short === null ? [long] : [long, short]));
/** Options with a value, once each: no two commands mean different lists by one name, but for formats. */
const valued = (nodes: readonly Node[]): readonly Flag[] => nodes.flatMap(({ flags }) => flags.filter(({ values }) => values !== null));

const bash = (root: Node): string => {
  const nodes = all(root);
  const cases = nodes.flatMap((node) =>
    node.flags
      .filter(({ values }) => values !== null && values.length > 0)
      .map(({ long, short, values }) => {
        const names = [long, ...(short === null ? [] : [short])].map((name) => `"${node.path}:${name}"`).join('|');
        return `    ${names}) words="${values?.join(' ')}" ;;`;
      }),
  );
  const takes = [...new Set(valued(nodes).flatMap(({ long, short }) => [long, ...(short === null ? [] : [short])]))];
  return `# bash completion of chokepoint; made by: chokepoint completion bash
_chokepoint() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="" command="" word words="" i
  (( COMP_CWORD > 0 )) && prev="\${COMP_WORDS[COMP_CWORD-1]}"
  for (( i = 1; i < COMP_CWORD; i++ )); do
    word="\${COMP_WORDS[i]}"
    case "\${command:+$command }$word" in
      ${nodes.map(({ path }) => `"${path}"`).join('|')}) command="\${command:+$command }$word" ;;
    esac
  done
  COMPREPLY=()
  case "$command:$prev" in
${cases.join('\n')}
    ${takes.map((name) => `*:${name}`).join('|')}) local IFS=$'\\n'; COMPREPLY=( $(compgen -f -- "$cur") ); return ;;
  esac
  if [[ -z "$words" ]]; then
    case "$command" in
      "") words="${root.commands.map(({ name }) => name).join(' ')} help ${flagNames(root).join(' ')}" ;;
${nodes.map((node) => `      "${node.path}") words="${[...node.commands.map(({ name }) => name), ...node.words, ...flagNames(node)].join(' ')}" ;;`).join('\n')}
    esac
  fi
  COMPREPLY=( $(compgen -W "$words" -- "$cur") )
  if [[ \${#COMPREPLY[@]} -eq 0 && "$cur" != -* ]]; then local IFS=$'\\n'; COMPREPLY=( $(compgen -f -- "$cur") ); fi
}
complete -o filenames -F _chokepoint chokepoint
`;
};

/** In single quotes, with what _arguments and _describe read as their own escaped. */
const zshText = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&').replace(/'/g, '');

const zsh = (root: Node): string => {
  const spec = ({ long, short, about, values }: Flag): string => {
    const names = short === null ? long : `{${short},${long}}`;
    const value = values === null ? '' : `:value:${values.length === 0 ? '_files' : `(${values.join(' ')})`}`;
    const text = `[${zshText(about)}]${value}`;
    return short === null ? `'*${names}${text}'` : `'*'${names}'${text}'`;
  };
  const branch = (node: Node): string => {
    if (node.commands.length > 0)
      return `      local -a commands=(${node.commands.map(({ name, about }) => `'${name}:${zshText(about)}'`).join(' ')})
      if (( CURRENT == 2 )); then _describe command commands; else shift words; (( CURRENT-- )); _chokepoint_of "$service_path $words[1]"; fi`;
    const first = node.words.length > 0 ? `(${node.words.join(' ')})` : '_files';
    return `      _arguments -s ${node.flags.map(spec).join(' ')} '1:argument:${first}' '*:file:_files'`;
  };
  return `#compdef chokepoint
# zsh completion of chokepoint; made by: chokepoint completion zsh
_chokepoint_of() {
  local service_path="$1"
  case "$1" in
${all(root)
  .map((node) => `    '${node.path}')\n${branch(node)}\n      ;;`)
  .join('\n')}
  esac
}
_chokepoint() {
  local -a commands=(${root.commands.map(({ name, about }) => `'${name}:${zshText(about)}'`).join(' ')} 'help:show help for a command')
  if (( CURRENT == 2 )); then
    _describe command commands
    _arguments -s ${root.flags.map(spec).join(' ')}
  else
    shift words
    (( CURRENT-- ))
    _chokepoint_of "$words[1]"
  fi
}
if [ "$funcstack[1]" = "_chokepoint" ]; then _chokepoint "$@"; else compdef _chokepoint chokepoint; fi
`;
};

const fish = (root: Node): string => {
  const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;
  const lines = ['# fish completion of chokepoint; made by: chokepoint completion fish', 'complete -c chokepoint -e'];
  const flagLine = (condition: string, { long, short, about, values }: Flag): string =>
    `complete -c chokepoint -n ${quoted(condition)}${short === null ? '' : ` -s ${short.slice(1)}`} -l ${long.slice(2)}${
      values === null ? '' : values.length === 0 ? ' -r -F' : ` -x -a ${quoted(values.join(' '))}`
    } -d ${quoted(about)}`;
  const add = (node: Node, condition: string): void => {
    for (const one of node.commands) lines.push(`complete -c chokepoint -f -n ${quoted(condition)} -a ${one.name} -d ${quoted(one.about)}`);
    if (node.words.length > 0) lines.push(`complete -c chokepoint -f -n ${quoted(condition)} -a ${quoted(node.words.join(' '))}`);
    for (const flag of node.flags) lines.push(flagLine(condition, flag));
  };
  add(root, '__fish_use_subcommand');
  lines.push(`complete -c chokepoint -f -n '__fish_use_subcommand' -a help -d 'show help for a command'`);
  for (const node of all(root))
    add(
      node,
      node.path
        .split(' ')
        .map((word) => `__fish_seen_subcommand_from ${word}`)
        .join('; and '),
    );
  return `${lines.join('\n')}\n`;
};

const powershell = (root: Node): string => {
  const list = (words: readonly string[]): string => `@(${words.map((word) => `'${word}'`).join(', ')})`;
  const nodes = all(root);
  return `# PowerShell completion of chokepoint; made by: chokepoint completion powershell
Register-ArgumentCompleter -Native -CommandName chokepoint -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @{
    '' = ${list([...root.commands.map(({ name }) => name), 'help', ...flagNames(root)])}
${nodes.map((node) => `    '${node.path}' = ${list([...node.commands.map(({ name }) => name), ...node.words, ...flagNames(node)])}`).join('\n')}
  }
  $values = @{
${nodes
  .flatMap((node) =>
    node.flags.flatMap(({ long, short, values }) =>
      values === null || values.length === 0
        ? []
        : [long, ...(short === null ? [] : [short])].map((name) => `    '${node.path}:${name}' = ${list(values)}`),
    ),
  )
  .join('\n')}
  }
  $command = ''
  $previous = ''
  foreach ($element in ($commandAst.CommandElements | Select-Object -Skip 1)) {
    if ($element.Extent.EndOffset -ge $cursorPosition -and $wordToComplete -ne '') { break }
    $previous = $element.ToString()
    $longer = if ($command -eq '') { $previous } else { "$command $previous" }
    if ($words.ContainsKey($longer)) { $command = $longer }
  }
  $offered = if ($values.ContainsKey("\${command}:$previous")) { $values["\${command}:$previous"] } else { $words[$command] }
  $offered | Where-Object { $_ -like "$wordToComplete*" } | ForEach-Object {
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_)
  }
}
`;
};

const WRITERS: Readonly<Record<Shell, (root: Node) => string>> = { bash, zsh, fish, powershell };
