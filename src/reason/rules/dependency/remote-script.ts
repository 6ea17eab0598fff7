import type { Guarantee } from '../../../pipeline/model.ts';
import type { Span } from '../../../source/span.ts';
import type { Transition } from '../../graph.ts';
import { effectsOf } from '../../influences.ts';
import type { Rule } from '../../rule.ts';
import { actorState, code, codeState, componentState, jobState, NOWHERE, placeOf } from '../../states.ts';
import { collect, transition } from '../common.ts';

const RUNNING = (script: string): string => `on: push
permissions: {}
jobs:
  release:
    runs-on: ubuntu-latest
    steps:
      - run: |
${script.replace(/^/gm, '          ')}
      - run: ./release
        env:
          TOKEN: \${{ secrets.RELEASE_TOKEN }}
`;

export const remoteScript: Rule = {
  id: 'dependency/remote-script',
  boundary: 'dependency',
  title: 'A script from the network runs unchecked',
  why: 'A script that is downloaded and run at once is whatever the server, or somebody who took it or its domain over, sends at that moment. It can be different for every caller, and nothing is left to look at later. A checksum kept in this repository fixes the content.',
  references: [
    { title: 'CWE-494: download of code without integrity check', url: 'https://cwe.mitre.org/data/definitions/494.html' },
    { title: 'Codecov: the uploader script was altered on its server (2021)', url: 'https://about.codecov.io/security-update/' },
  ],
  technique: ['T1195.002', 'T1105'],
  cicdSec: ['CICD-SEC-3', 'CICD-SEC-9'],
  cwe: ['CWE-494', 'CWE-829'],
  infer: (pipeline) => {
    const owners = new Map(pipeline.components.map((component) => [component.id, component.owner]));
    const found: Transition[] = [];
    for (const { run, job, effect } of effectsOf(pipeline, 'remote-script')) {
      const { component, url, verified, span } = effect;
      const owner = owners.get(component) ?? 'third-party';
      const facts = { component, url, kind: 'script', owner };
      found.push(
        transition(remoteScript, {
          key: component,
          boundary: null,
          needs: [actorState('upstream')],
          gives: componentState(component, url),
          statement: `Whoever controls ${code(url)} serves a script of their own.`,
          effort: owner === 'internal' ? 'moderate' : 'high',
          platformOwner: owner === 'platform',
          facts,
          place: NOWHERE,
          evidence: [span],
        }),
        transition(remoteScript, {
          key: `${component}>${job.id}`,
          crossing: `dependency/remote-script:${component}`,
          needs: [componentState(component, url), jobState(job)],
          gives: codeState(job),
          statement: `Job ${code(job.key)} downloads the script and runs it.`,
          assumption: `${code(url)} serves the script that was looked at, to everybody and always.`,
          guarantees: verified ? [checksum(component, span)] : [],
          effort: 'none',
          facts,
          place: placeOf(run, job),
          evidence: [span],
        }),
      );
    }
    return collect(found);
  },
  examples: [
    {
      title: 'An installer piped into a shell',
      vulnerable: { '.github/workflows/release.yml': RUNNING('curl -fsSL https://tools.acme.example/install.sh | bash') },
      silent: {
        '.github/workflows/release.yml': RUNNING(
          `curl -fsSLo install.sh https://tools.acme.example/install.sh
echo "${'0123456789abcdef'.repeat(4)}  install.sh" | sha256sum -c
bash install.sh`,
        ),
      },
    },
  ],
};

const checksum = (component: string, span: Span): Guarantee => ({
  id: `checksum@${component}`,
  statement: 'The download is checked against a checksum or signature before it runs.',
  enforcedBy: 'configuration',
  against: ['upstream'],
  strength: 'strong',
  why: 'A changed script does not match, and the job stops.',
  evidence: [span],
});
