/** How a new chokepoint.yml begins. */
export const NEW_FILE_HEAD = `# yaml-language-server: $schema=node_modules/chokepoint/dist/chokepoint.schema.json
# What the files of this repository do not say about its pipelines. chokepoint settings lists what can be told here.
version: 1
`;
