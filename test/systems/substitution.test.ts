/** `${…}` that a service puts into the file itself is code before the shell reads it. */
import { describe, expect, it } from 'vitest';
import { analyse } from '../analyse.ts';

const interpreted = async (file: string, text: string): Promise<readonly string[]> => {
  const report = await analyse({ [file]: text }, {});
  return (report.graph?.transitions ?? []).flatMap((t) => (t.rule === 'source/script-injection' ? [`${t.place.trigger} ${t.facts.field}`] : []));
};
const drone = (command: string): string => `kind: pipeline\nname: a\nsteps:\n  - name: b\n    image: alpine\n    commands:\n      - ${command}\n`;
const woodpecker = (command: string): string => `steps:\n  b:\n    image: alpine\n    commands:\n      - ${command}\n`;

describe('substitution', () => {
  it('makes text code on Drone', async () => {
    expect(await interpreted('.drone.yml', drone('echo ${DRONE_COMMIT_MESSAGE}'))).toContain('push DRONE_COMMIT_MESSAGE');
    expect(await interpreted('.drone.yml', drone('echo "${DRONE_COMMIT_MESSAGE}"'))).toContain('push DRONE_COMMIT_MESSAGE');
  });

  it('leaves what is escaped, and what is a variable, to the shell', async () => {
    expect(await interpreted('.drone.yml', drone('echo "$${DRONE_COMMIT_MESSAGE}"'))).toEqual([]);
    expect(await interpreted('.drone.yml', drone('echo "$DRONE_COMMIT_MESSAGE"'))).toEqual([]);
    expect(await interpreted('.drone.yml', drone('echo ${DRONE_COMMIT_SHA}'))).toEqual([]);
  });

  it('makes text code on Woodpecker', async () => {
    expect(await interpreted('.woodpecker.yaml', woodpecker('echo ${CI_COMMIT_MESSAGE}'))).toContain('push CI_COMMIT_MESSAGE');
    expect(await interpreted('.woodpecker.yaml', woodpecker('echo "$${CI_COMMIT_MESSAGE}"'))).toEqual([]);
  });
});
