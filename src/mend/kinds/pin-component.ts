import { parseUses } from '../../read/github-actions/components.ts';
import { get, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { changeScalar, type Document, type Edit, rangeOf } from '../document.ts';
import { pinKey } from '../pins.ts';
import { type Draft, type MendInput, type MendKind, refused } from '../types.ts';
import { jobEntries, stepsOf } from '../workflow.ts';

export const pinComponent: MendKind = {
  kind: 'pin-component',
  edits:
    'Replaces the reference of the action or reusable workflow by the commit that `--pins` names or `--online` finds, with the reference as a comment, wherever it is used.',
  refuses: 'A reference that is neither named nor found; packages.',
  draft: ({ transitions, options, files, open, read }) => {
    const reference = referenceOf(transitions);
    if (reference === null) return refused('Which version to keep is told by a manifest and its lock file, not by the workflow.');
    const [name, ref] = [reference.slice(0, reference.indexOf('@')), reference.slice(reference.indexOf('@') + 1)];
    if (options.pins === null) return refused('The commit is in none of these files: look it up with --online, or give it with --pins FILE.');
    const commit = options.pins.commits.get(pinKey(reference));
    if (commit === undefined)
      return refused(`The file given with --pins does not name \`${reference.replaceAll('`', "'").slice(0, 120)}\`, and it was not found online.`);
    const edits: Edit[] = [];
    for (const file of files) {
      if (!IS_CONFIGURATION.test(file) || read(file)?.includes(`@${ref}`) !== true) continue;
      const document = open(file);
      if (typeof document === 'string') return refused(document);
      const made = inFile(document, name, ref, commit);
      if ('refused' in made) return made;
      edits.push(...made.edits);
    }
    return edits.length === 0 ? refused('It is used in none of these files.') : { edits };
  },
};

/** `owner/repo@ref` of the action or reusable workflow that the control is about; null for what is pinned otherwise. */
export const referenceOf = (transitions: MendInput['transitions']): string | null => {
  const { component = '', kind = '' } = transitions[0]?.facts ?? {};
  const [, name = '', ref = ''] = /^[a-z]+:([^@]+)@(\S+)$/.exec(component) ?? [];
  return name === '' || (kind !== 'action' && kind !== 'workflow') ? null : `${name}@${ref}`;
};

const IS_CONFIGURATION = /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$/;

const inFile = (document: Document, name: string, ref: string, commit: string): Draft => {
  const edits: Edit[] = [];
  const seen = new Set<YamlNode>();
  for (const node of [...stepsOf(document).map((at) => at.step), ...jobEntries(document).map((e) => e.value)]) {
    const uses = get(node, 'uses');
    if (uses?.kind !== 'scalar' || seen.has(uses)) continue;
    seen.add(uses);
    const parsed = parseUses(uses.value);
    if (parsed?.kind !== 'remote' || parsed.ref !== ref || parsed.name.toLowerCase() !== name.toLowerCase()) continue;
    const at = uses.value.trimEnd().length - ref.length;
    const changed = changeScalar(document, uses, [{ start: at, end: at + ref.length, text: commit }]);
    if (typeof changed === 'string') return refused(changed);
    edits.push(...changed, ...comment(document, uses, ref));
  }
  return { edits };
};

/** The reference stays for people and update bots, where the line has room for it. */
const comment = (document: Document, uses: YamlScalar, ref: string): readonly Edit[] => {
  const [, end] = rangeOf(document, uses.span);
  const rest = /^[ \t]*(?=[\r\n]|$)/.exec(document.text.slice(end, end + 200));
  return rest === null || !/^[\w./+-]+$/.test(ref) ? [] : [{ file: document.file, start: end, end, text: ` # ${ref}` }];
};
