import type { ControlKind } from '../control.ts';
import { named, remedy, sites } from './common.ts';

export const vendorOrVerifyRemoteScript = {
  kind: 'vendor-or-verify-remote-script',
  family: 'verify-artifacts',
  scope: 'repository',
  title: 'Check the downloaded script against a checksum, or keep it in the repository',
  why: 'The script that was read is the one that runs. What that script downloads in turn is not covered, unless it checks it itself.',
  references: [{ title: 'CWE-494: download of code without integrity check', url: 'https://cwe.mitre.org/data/definitions/494.html' }],
  cost: 2,
  concerns: { rules: ['dependency/remote-script'] },
  place: ({ rule, facts, boundary }) => (rule === 'dependency/remote-script' && boundary !== null ? (facts.component ?? null) : null),
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: download ${named(transitions, 'url')} in a fixed version to a file, check it, then run it. Better still, keep the script in the repository or install the tool from a package with a lock file.`,
      'curl -fsSLo install.sh <address of a fixed version>',
      'echo "<sha256>  install.sh" | sha256sum -c -',
      'sh install.sh',
    ),
} satisfies ControlKind;
