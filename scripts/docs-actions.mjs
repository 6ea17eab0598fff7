// The page that lists what is known of other people's actions, from the table itself.

const code = (text) => `\`${text}\``;
const list = (items) => [...new Set(items)].join(', ');
const cell = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

/** One effect in a few words. */
const effect = (one) => {
  switch (one.kind) {
    case 'execute':
      return `runs the workspace (${one.tool})`;
    case 'install':
      return `installs ${one.manager} packages`;
    case 'interpret':
      return `pastes ${[...(one.inputs ?? []), ...(one.fields ?? [])].map(code).join(', ')} into ${one.language}`;
    case 'argument':
      return `${one.inputs.map(code).join(', ')} become options of ${one.command}`;
    case 'cache':
      return one.readOnly ? 'restores a cache' : 'restores and saves a cache';
    case 'login':
      return `logs in to ${one.provider}`;
    case 'publish':
      return `publishes (${one.type})`;
    case 'deploy':
      return `deploys to ${one.target}`;
    case 'write':
      return one.what;
    case 'dispatch':
      return 'starts other runs';
    case 'sign':
    case 'attest':
    case 'verify':
      return `${one.kind === 'verify' ? 'verifies' : `${one.kind}s`} ${one.what}`;
    case 'host-access':
      return one.how;
    default:
      return one.kind;
  }
};
const SPECIAL = {
  checkout: 'checks out code and may leave a credential',
  'merge-head': 'brings the head of a pull request into the workspace',
  'upload-artifact': 'uploads an artifact',
  'download-artifact': 'downloads an artifact',
  cache: 'restores and saves a cache',
  'cache-restore': 'restores a cache',
  'cache-save': 'saves a cache',
};

const row = (known, checked) => {
  const does = [
    ...(known.special === undefined ? [] : [SPECIAL[known.special]]),
    ...(known.effects ?? []).map(effect),
    ...(known.agent === undefined ? [] : [`is an agent (${known.agent.agent})`]),
    ...(known.checks === undefined ? [] : ['asks who caused the run']),
  ];
  const texts = [...(known.outputs ?? []), ...(known.env ?? [])].filter((o) => o.from !== 'secret' && o.from !== 'text').map((o) => code(o.name));
  const left = [
    ...(known.outputs ?? []).filter((o) => o.from === 'secret').map((o) => code(o.name)),
    ...(known.env ?? []).filter((o) => o.from === 'secret').map((o) => code(o.name)),
    ...(known.effects ?? []).filter((e) => e.kind === 'login').map((e) => `login to ${e.provider}`),
  ];
  return `| [${known.name}](${known.source})${checked.has(known.name) ? ' ✓' : ''} | ${cell(list(does)) || 'nothing that matters here'} | ${cell(list((known.scripts ?? []).map(({ input }) => code(input))))} | ${cell(list(texts))} | ${cell(list(left))} |`;
};

/** Markdown. */
export const actionsPage = (actions, checkedNames, checkedOn) => {
  const checked = new Set(checkedNames);
  const sorted = [...actions].sort((a, b) => (a.name < b.name ? -1 : 1));
  return `
# Actions

What chokepoint knows of other people's actions: ${actions.length} entries, ${checkedNames.length} of them (✓) held against the action's own files on ${checkedOn} (\`npm run knowledge\` counts them).
Everything else that a workflow uses is a gap in the report until its files are laid out under \`--components\`; untrusted text that such an action is handed is a question.
Conditions (inputs, versions, events) are left out here; they are in \`src/knowledge/actions/\`.

| action, with its source | does | inputs run as code | hands on text of others | leaves behind |
|---|---|---|---|---|
${sorted.map((known) => row(known, checked)).join('\n')}
`;
};
