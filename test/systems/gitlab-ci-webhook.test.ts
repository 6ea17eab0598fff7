/** The body of a request that starts a pipeline: whose it is, and where it becomes code. */
import { describe, expect, it } from 'vitest';
import { analyse, withSettings } from '../analyse.ts';

const stolen = async (script: readonly string[], settings: Readonly<Record<string, boolean>> = {}) =>
  (
    await analyse(
      {
        '.gitlab-ci.yml': `notify:\n  rules: [{ if: $CI_PIPELINE_SOURCE == "trigger" }]\n  script:\n${script.map((line) => `    - ${line}\n`).join('')}`,
      },
      { settings: withSettings(settings) },
    )
  ).paths
    .filter(({ actor, asset }) => actor === 'outsider' && asset.startsWith('secret:'))
    .map(({ severity, certainty, dependsOn }) => [severity, certainty, ...dependsOn].join(' '));

const READ = 'TITLE=$(jq -r .object_attributes.title $TRIGGER_PAYLOAD)';
const OPEN = ['high conditional webhook-senders-trusted@TRIGGER_PAYLOAD'];

describe('TRIGGER_PAYLOAD', () => {
  it('is code of whoever causes the event, where a script makes it code', async () => {
    expect(await stolen([READ, 'sh -c "./tell.sh $TITLE $API_TOKEN"'])).toEqual(OPEN);
    expect(await stolen(['eval "$(jq -r .command "$TRIGGER_PAYLOAD")"', './tell.sh $API_TOKEN'])).toEqual(OPEN);
  });
  it('is a question about the webhook that knows the token', async () =>
    expect(await stolen([READ, 'sh -c "./tell.sh $TITLE $API_TOKEN"'], { 'webhook-senders-trusted@TRIGGER_PAYLOAD': true })).toEqual([]));
  it('is text where the script takes it for text, and its name is a name', async () => {
    expect(await stolen([READ, './tell.sh "$TITLE" $API_TOKEN'])).toEqual([]);
    expect(await stolen(['sh -c "./tell.sh $TRIGGER_PAYLOAD $API_TOKEN"'])).toEqual([]);
  });
});
