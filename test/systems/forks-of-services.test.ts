/** Drone and Travis CI: what a pull request of a stranger runs, is given, and leaves behind. */
import { describe, expect, it } from 'vitest';
import { readDrone } from '../../src/read/drone/reader.ts';
import { readTravis } from '../../src/read/travis-ci/reader.ts';
import { memoryTree } from '../../src/source/files.ts';
import { analyse, withSettings } from '../analyse.ts';

const drone = (pipeline: string, rest = ''): string => `kind: pipeline\nname: build\n${pipeline}${rest}`;
const STEPS = 'steps: [{ name: test, image: golang, commands: [go vet ./...] }]\n';
const SIGNED = '---\nkind: signature\nhmac: 0123\n';
const outsiders = async (files: Readonly<Record<string, string>>, settings: Readonly<Record<string, boolean>> = {}) =>
  (await analyse(files, { settings: withSettings(settings) })).paths.filter(({ actor }) => actor === 'outsider').map(({ asset }) => asset);

describe('a signed .drone.yml', () => {
  const forks = (text: string) =>
    readDrone(memoryTree({ '.drone.yml': text }))
      .workflows.flatMap(({ runs }) => runs)
      .filter(({ scenario }) => scenario.proposer === 'outsider')
      .map(({ scenario }) => [scenario.id, scenario.definition, scenario.guarantees.map(({ id, strength }) => `${id} ${strength}`).join(', ')]);
  it('is what a pull request of a stranger runs; one that changes it waits', () =>
    expect(forks(drone(STEPS, SIGNED))).toEqual([
      ['pull_request/fork', 'trusted', 'fork-builds-off@drone strong'],
      ['pull_request/fork-changed', 'proposed', 'fork-builds-off@drone strong, changed-definition-waits weak'],
    ]));
  it('that is not signed is the change’s own', () =>
    expect(forks(drone(STEPS))).toEqual([['pull_request/fork', 'proposed', 'fork-builds-off@drone strong']]));
});

describe('steps in containers', () => {
  const RUNNER = 'runner:drone:agent';
  const OPEN = { 'fork-builds-off@drone': false, 'runner-ephemeral@drone:agent': false, 'runner-group-restricted@drone:agent': false };
  it('leave nothing on the machine of the agent', async () => expect(await outsiders({ '.drone.yml': drone(STEPS) }, OPEN)).not.toContain(RUNNER));
  it('reach it where they are privileged or hold its engine', async () => {
    expect(await outsiders({ '.drone.yml': drone(STEPS.replace('image:', 'privileged: true, image:')) }, OPEN)).toContain(RUNNER);
    const mounted = `${STEPS.replace('image:', 'volumes: [{ name: engine, path: /var/run/docker.sock }], image:')}volumes: [{ name: engine, host: { path: /var/run/docker.sock } }]\n`;
    expect(await outsiders({ '.drone.yml': drone(mounted) }, OPEN)).toContain(RUNNER);
  });
  it('that name a shell run on it', async () =>
    expect(
      await outsiders(
        { '.woodpecker.yaml': 'steps: [{ name: test, image: bash, commands: [make] }]\n' },
        { 'fork-builds-off@woodpecker': false, 'runner-ephemeral@woodpecker:agent': false, 'runner-group-restricted@woodpecker:agent': false },
      ),
    ).toContain('runner:woodpecker:agent'));
});

describe('.travis.yml', () => {
  const secrets = (files: Readonly<Record<string, string>>) =>
    readTravis(memoryTree(files))
      .workflows[0]?.runs.find(({ scenario }) => scenario.id === 'push/default')
      ?.jobs.map(({ secrets }) => secrets.map(({ name }) => name).sort());
  it('holds the keys of encrypted files, and takes no other name for one', () => {
    const decrypt = (name: string) => `script:\n  - openssl aes-256-cbc -K $${name} -iv $encrypted_0a1b2c_iv -in key.enc -out key -d\n`;
    expect(secrets({ '.travis.yml': decrypt('encrypted_0a1b2c_key') })).toEqual([['encrypted_0a1b2c_key']]);
    expect(secrets({ '.travis.yml': decrypt('encrypted_zip_key') })).toEqual([[]]);
  });
  it('is read with the files of the repository that it imports, its own text first, also round in circles', () => {
    const files = {
      '.travis.yml': 'import: [./ci/base.yml]\nscript: ./mine.sh $API_TOKEN\n',
      'ci/base.yml': 'import: ci/base.yml\nenv: { global: [{ secure: "x=" }] }\nscript: ./theirs.sh $OTHER_TOKEN\ninstall: ./get.sh $THIRD_TOKEN\n',
    };
    expect(secrets(files)).toEqual([['API_TOKEN', 'THIRD_TOKEN', 'encrypted variables of .travis.yml']]);
    expect(readTravis(memoryTree(files)).gaps).toEqual([]);
    expect(readTravis(memoryTree({ '.travis.yml': files['.travis.yml'] })).gaps.map(({ reason }) => reason)).toEqual(['include not available']);
  });
  it('says what is broken in a file that it imports, and reads the rest', () => {
    const files = {
      '.travis.yml': 'import: base.yml\nscript: ./mine.sh $API_TOKEN\n',
      'base.yml': 'install: ./get.sh $THIRD_TOKEN\nenv: "never closed\n',
    };
    expect(secrets(files)).toEqual([['API_TOKEN', 'THIRD_TOKEN']]);
    expect(readTravis(memoryTree(files)).gaps).toMatchObject([{ file: 'base.yml', reason: 'imported file is broken', evidence: [{ line: 3 }] }]);
  });
});
