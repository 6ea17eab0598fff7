import type { Component } from '../../../pipeline/model.ts';
import type { Rule } from '../../rule.ts';
import { compromises } from './upstream.ts';

const KINDS: ReadonlySet<Component['kind']> = new Set(['action', 'workflow', 'package', 'orb', 'include', 'plugin', 'task', 'library']);

const USING = (ref: string): string => `on: push
permissions: {}
jobs:
  upload:
    runs-on: ubuntu-latest
    steps:
      - uses: acme-tools/upload@${ref}
        with:
          token: \${{ secrets.UPLOAD_TOKEN }}
`;

export const movableComponent: Rule = {
  id: 'dependency/movable-component',
  boundary: 'dependency',
  title: 'A component is taken by a reference that its owner can move',
  why: "An action, reusable workflow or plugin that is referenced by tag or branch is whatever its owner, or somebody who took over the owner's account, says it is on the day of the run. Components of the same organisation have writers of their own and move just the same. A full commit SHA holds until somebody here changes it; what the component itself uses is held only if it pins as well.",
  references: [
    {
      title: 'GitHub: secure use of third-party actions',
      url: 'https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions',
    },
    { title: 'CVE-2025-30066: tags of tj-actions/changed-files were moved', url: 'https://nvd.nist.gov/vuln/detail/CVE-2025-30066' },
  ],
  technique: ['T1195.002'],
  cicdSec: ['CICD-SEC-3', 'CICD-SEC-8'],
  cwe: ['CWE-829', 'CWE-1357'],
  infer: (pipeline) => compromises(movableComponent, pipeline, KINDS),
  examples: [
    {
      title: 'An action by tag in a job that holds a secret',
      vulnerable: { '.github/workflows/upload.yml': USING('v1') },
      silent: { '.github/workflows/upload.yml': USING('5f6b9a0c1d2e3f405162738495a6b7c8d9e0f1a2') },
    },
  ],
};
