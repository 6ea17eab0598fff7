/** Patches: whoever wrote one has written what lies in the workspace afterwards. */
import { hasOption, optionValues, type ParsedCall } from './script-call.ts';
import { fileText } from './script-files.ts';
import { bring, rootOf } from './script-git-revisions.ts';
import { dangerous, EMPTY, type Text, valueOf } from './script-text.ts';

/** `git apply`, `git am`, `patch`: files that are named, or standard input. https://git-scm.com/docs/git-apply. Null: another command. */
export const patchCommand = (call: ParsedCall): Text | null => {
  const byGit = call.name === 'git' && /^(?:apply|am)$/.test(call.operands[0]?.exact ?? '');
  if (!byGit && call.name !== 'patch') return null;
  if (hasOption(call, '--check', '--stat', '--numstat', '--summary', '--dry-run')) return EMPTY;
  const { session, state } = call;
  // `patch [file [patch]]`
  const files = byGit ? call.operands.slice(1) : [...optionValues(call, '-i', '--input'), ...call.operands.slice(1)];
  const patches = files.length === 0 ? [state.stdin] : files.map((f) => fileText(session, state, f.exact));
  const influences = patches.flatMap((p) => dangerous(valueOf(p)));
  if (influences.length > 0) bring(call, rootOf(call), { kind: 'chosen', what: 'a patch', influences });
  return EMPTY;
};
