import { get, getPath, textOf } from '../../source/yaml.ts';
import { type Document, isShared, ownEntry, rangeOf, SHARED } from '../document.ts';
import { type Draft, type MendKind, refused } from '../types.ts';
import { jobNamed } from '../workflow.ts';

export const passSecretsByName: MendKind = {
  kind: 'pass-secrets-by-name',
  edits: 'Replaces `secrets: inherit` by the names that the called workflow of this repository declares.',
  refuses: 'A workflow of another repository, and one that uses secrets which it does not declare.',
  draft: ({ transitions, open }) => {
    const place = transitions[0]?.place;
    if (place?.file == null) return refused('The job is not known.');
    const document = open(place.file);
    if (typeof document === 'string') return refused(document);
    const job = jobNamed(document, place.jobKey);
    const entry = job === null ? undefined : ownEntry(job, 'secrets');
    if (job === null || entry === undefined || textOf(entry.value) !== 'inherit')
      return refused('The job does not hand on all secrets in this file.');
    const callee = /^(?:\.|\$)\/(\.github\/workflows\/[^@]+)$/.exec(textOf(get(job, 'uses')) ?? '')?.[1];
    if (callee === undefined)
      return refused('What the called workflow needs stands in another repository: pass the names that its documentation lists.');
    const called = open(callee);
    if (typeof called === 'string') return refused(called);
    const names = declaredIn(called);
    return typeof names === 'string' ? refused(names) : replaced(document, entry, names);
  },
};

/** Names under `on.workflow_call.secrets`, if those are all that it uses. */
const declaredIn = ({ root, text }: Document): readonly string[] | string => {
  const secrets = getPath(root, 'on', 'workflow_call', 'secrets');
  const names = secrets?.kind === 'mapping' ? secrets.entries.map((e) => e.key.value) : [];
  if (/\bsecrets\s*:\s*inherit\b|toJSON\(\s*secrets\s*\)|\bsecrets\s*\[/i.test(text))
    return 'The called workflow hands on or reads all secrets itself: mend it first.';
  const used = [...text.matchAll(/\bsecrets\.([A-Za-z_]\w*)/g)].map((m) => m[1] ?? '').filter((name) => name.toUpperCase() !== 'GITHUB_TOKEN');
  const missing = used.find((name) => !names.some((n) => n.toLowerCase() === name.toLowerCase()));
  if (missing !== undefined)
    return `The called workflow uses the secret \`${missing}\` without declaring it under \`on.workflow_call.secrets\`: declare it first.`;
  return names.every((name) => /^[A-Za-z_]\w*$/.test(name)) ? names : 'The called workflow declares a name that no secret can have.';
};

const replaced = (document: Document, { key, value }: NonNullable<ReturnType<typeof ownEntry>>, names: readonly string[]): Draft => {
  if (isShared(document, value)) return refused(SHARED);
  const [start, end] = rangeOf(document, value.span);
  const rest = /^[ \t]*(?:#[^\r\n]*)?(?=[\r\n]|$)/.exec(document.text.slice(end));
  if (rest === null) return refused('The secrets stand in braces with other keys: write them below each other first.');
  const pad = ' '.repeat(key.span.column + 1);
  const lines = names.map((name) => `${document.ending}${pad}${name}: \${{ secrets.${name} }}`).join('');
  const at = end + rest[0].length;
  const gap = /[ \t]*$/.exec(document.text.slice(0, start))?.[0].length ?? 0;
  return names.length === 0
    ? { edits: [{ file: document.file, start, end, text: '{}' }] }
    : {
        edits: [
          { file: document.file, start: start - gap, end, text: '' },
          { file: document.file, start: at, end: at, text: lines },
        ],
      };
};
