import { code } from '../../reason/states.ts';
import type { ControlKind } from '../control.ts';
import { jobPlace, named, pasteable, remedy, sites } from './common.ts';

export const lockedInstall = {
  kind: 'locked-install',
  family: 'verify-artifacts',
  scope: 'job',
  title: 'Install only what the lock file says',
  why: 'Every package, direct or not, comes in the version and with the hash that was recorded. A new malicious release comes in only by a change of the lock file, which can be reviewed.',
  references: [
    { title: 'npm ci', url: 'https://docs.npmjs.com/cli/v11/commands/npm-ci' },
    { title: 'pip: secure installs', url: 'https://pip.pypa.io/en/stable/topics/secure-installs/' },
  ],
  cost: 2,
  concerns: { rules: ['dependency/unlocked-install'] },
  place: (transition) => {
    const { rule, facts } = transition;
    if (rule !== 'dependency/unlocked-install' || facts.locked === 'true' || facts.advisory !== undefined) return null;
    return `${jobPlace(transition)}/${facts.ecosystem ?? ''}`;
  },
  remedy: (transitions) => {
    const { manager = '', ecosystem = '' } = transitions[0]?.facts ?? {};
    const packages = named(transitions, 'packages');
    return remedy(
      `At ${sites(transitions)}: commit a lock file and let ${code(pasteable(manager))} keep to it.${packages === '' ? '' : ` Packages that the command names (${packages}) go into the manifest first.`}`,
      ...(Object.hasOwn(LOCKED, ecosystem) ? [LOCKED[ecosystem] ?? ''] : []),
    );
  },
} satisfies ControlKind;

/** The command that installs from the lock file and fails when it does not fit. */
const LOCKED: Readonly<Record<string, string>> = {
  npm: 'npm ci                      # pnpm install --frozen-lockfile, yarn install --immutable',
  pypi: 'pip install --require-hashes -r requirements.txt   # or: uv sync --locked',
  cargo: 'cargo build --locked',
  rubygems: 'bundle config set frozen true && bundle install',
  go: 'go mod verify',
  nuget: 'dotnet restore --locked-mode',
};
