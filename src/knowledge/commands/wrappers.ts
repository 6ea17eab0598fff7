/** Commands that run the command written behind them. */

export interface Wrapper {
  /** Words that stand in between, the first of them a subcommand where it is one. */
  readonly subcommands?: readonly string[];
  /** Operands of its own before the command begins (`timeout 5m make`). */
  readonly operands?: number;
  /** Counts and times of its own may stand before the command, which no command is called (`retry 5 make`, `retry 3 10s make`). */
  readonly counts?: boolean;
  /** `NAME=value` words may stand before the command. */
  readonly assignments?: boolean;
  /** The command begins behind `--` only. */
  readonly dashes?: boolean;
}

const RUN: Wrapper = { subcommands: ['run'] };
const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  sudo: { assignments: true },
  doas: {},
  env: { assignments: true },
  command: {},
  builtin: {},
  exec: {},
  time: {},
  nohup: {},
  setsid: {},
  timeout: { operands: 1 },
  gtimeout: { operands: 1 },
  nice: {},
  ionice: {},
  stdbuf: {},
  catchsegv: {},
  'xvfb-run': {},
  'dbus-run-session': {},
  retry: { counts: true },
  chroot: { operands: 1 },
  caffeinate: {},
  sshpass: {},
  screen: {},
  flock: { operands: 1 },
  direnv: { subcommands: ['exec'], operands: 1 },
  uv: RUN,
  poetry: RUN,
  pipenv: RUN,
  rye: RUN,
  conda: RUN,
  mamba: RUN,
  micromamba: RUN,
  bundle: { subcommands: ['exec'] },
  pnpm: { subcommands: ['exec'] },
  npm: { subcommands: ['exec', 'x'], dashes: true },
  mise: { subcommands: ['exec', 'x'], dashes: true },
  op: { subcommands: ['run'], dashes: true },
  doppler: { subcommands: ['run'], dashes: true },
  infisical: { subcommands: ['run'], dashes: true },
  dotenvx: { subcommands: ['run'], dashes: true },
  chamber: { subcommands: ['exec'], dashes: true },
  'aws-vault': { subcommands: ['exec'], dashes: true },
  awf: { dashes: true },
  claude: { subcommands: ['mcp'], dashes: true },
  gemini: { subcommands: ['mcp'], dashes: true },
  codex: { subcommands: ['mcp'], dashes: true },
  nix: { subcommands: ['develop', 'shell'], dashes: true },
};

export const wrapperOf = (command: string): Wrapper | null => (Object.hasOwn(WRAPPERS, command) ? (WRAPPERS[command] ?? null) : null);
