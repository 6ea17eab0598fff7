/** Settings of git that name commands to run, or files and folders with commands. */
import { optionValues, type ParsedCall } from './script-call.ts';
import { coveringUntrusted, resolvePath } from './script-places.ts';
import { interpret } from './script-session.ts';
import { dangerous, exactText, type Text, valueOf } from './script-text.ts';

/** Keys whose values are commands, or files and folders with commands. https://git-scm.com/docs/git-config */
const COMMAND_KEY =
  /^(?:core\.(?:sshcommand|pager|editor|fsmonitor|askpass|gitproxy)|alias\.|filter\.|diff\..*(?:textconv|command|external)|merge\..*driver|credential\.(?:.*\.)?helper|gpg\.|sequence\.editor|uploadpack\.|url\.)/i;
const FILE_KEY = /^(?:core\.hookspath|include\.path|includeif\.|core\.attributesfile)/i;

export const configure = (call: ParsedCall, key: string, value: Text): void => {
  const { session, state, span } = call;
  if (COMMAND_KEY.test(key)) interpret(session, dangerous(valueOf(value)), 'sh', `git runs what \`${key}\` says`, span);
  if (!FILE_KEY.test(key)) return;
  const path = exactText(value) === null ? null : resolvePath(state.directory, exactText(value) ?? '');
  const materials = path === null ? [] : coveringUntrusted(state.materials, path);
  if (materials.length > 0)
    session.effects.push({ kind: 'execute', tool: 'git', how: `lets git take hooks or settings from it (\`${key}\`)`, materials, span });
};

/** `git -c key=value …`. A key that is not known can be any. */
export const settings = (call: ParsedCall): void => {
  for (const { prefix, text, free } of optionValues(call, '-c', '--config-env')) {
    const key = /^([\w.-]+)=/.exec(prefix)?.[1];
    if (key !== undefined) {
      const [first, ...rest] = text.pieces;
      configure(call, key, {
        ...text,
        pieces: [...(first?.text === null || first === undefined ? [] : [{ ...first, text: first.text.slice(key.length + 1) }]), ...rest],
      });
    } else if (free) interpret(call.session, dangerous(valueOf(text)), 'sh', 'git runs what its settings say', call.span);
  }
};
