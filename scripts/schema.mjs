// Makes the JSON Schema of chokepoint.yml from the schema that checks it. Used by the build, which publishes it, and by a test.
import { toJsonSchema } from '@valibot/to-json-schema';

const TOLD = { $ref: '#/definitions/told' };

/** `schema`: the valibot schema. `settings`: the list of settings, whose ids editors then complete. */
export const configSchema = (schema, settings) => {
  const made = toJsonSchema(schema, { errorMode: 'ignore', target: 'draft-07' });
  const value = made.properties.settings.additionalProperties;
  const known = Object.fromEntries(settings.map(({ id, question }) => [id, { allOf: [TOLD], description: question }]));
  const { $schema, ...rest } = made;
  return {
    $schema,
    $id: 'chokepoint.config/1',
    title: 'chokepoint.yml',
    description: 'What the files of a repository do not say about its pipelines.',
    ...rest,
    definitions: { told: value },
    properties: {
      ...made.properties,
      settings: {
        ...made.properties.settings,
        properties: known,
        patternProperties: Object.fromEntries(settings.filter((s) => s.parameter !== undefined).map(({ id }) => [`^${id}@.+$`, TOLD])),
        additionalProperties: false,
      },
    },
  };
};
