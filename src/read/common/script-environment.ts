/** Variables of the environment that programs of other languages read. */
import { readVariable, type Session, type State } from './script-session.ts';
import { append, changed, EMPTY, narrowText, type Text, valueOf } from './script-text.ts';
import { isWordClass } from './script-words.ts';
import { askOf } from './watched-answers.ts';

/** JavaScript, Ruby, Perl, PHP, awk and R, each in its own way of writing it. */
const READS =
  /\b(?:process\.env(?:\.|\[["'])|ENV(?:IRON)?\[["']|ENV\.fetch\(["']|\$ENV\{["']?|getenv\(["']|Sys\.getenv\(["'])(\w+)|\$ENV\{["']?(\w+)/g;
/** `.replace(/[^a-z]/g, '')`, `s/[^a-z]//g`, `.gsub(/[^a-z]/, '')` */
const STRICT = /(?:replace\(|gsub\(|s)\/\[\^((?:\\.|[^\]])+)\][+*]?\//;

/** What a program may hold of them. Lengths and numbers made of them are no text. */
export const environmentText = (session: Session, state: State, program: string): Text => {
  const texts = [...program.matchAll(READS)].flatMap((m): readonly Text[] => {
    const name = m[1] ?? m[2] ?? '';
    const behind = program.slice(m.index + m[0].length, m.index + m[0].length + 20);
    if (/^["'\]})]*\.(?:length|size|to_i|to_f|hash)\b/.test(behind)) return [];
    if (/(?:\b(?:Number|parseInt|parseFloat|Boolean|Integer|intval|length|size)\(\s*)$/.test(program.slice(Math.max(0, m.index - 14), m.index)))
      return [];
    const text = changed(readVariable(session, state, name));
    return valueOf(text).influences.length === 0 ? [] : [text];
  });
  const whole = append(EMPTY, ...texts);
  const strict = STRICT.exec(program)?.[1];
  return texts.length === 0
    ? { ...EMPTY, pieces: [{ text: null, influences: [], secrets: [] }] }
    : strict !== undefined && isWordClass(strict)
      ? narrowText(whole, 'word')
      : changed(whole);
};

/** What `env` and `printenv` print: everything. */
export const wholeEnvironment = (session: Session, state: State): Text =>
  changed(
    append(
      ...[...new Set([...askOf(session.input.env, 'names', namesOf), ...state.vars.keys()])]
        .slice(0, 200)
        .map((name) => withoutSecrets(readVariable(session, state, name))),
    ),
  );

const namesOf = (env: ReadonlyMap<string, unknown>): readonly string[] => [...env.keys()];

const withoutSecrets = (text: Text): Text => ({ ...text, pieces: text.pieces.map((p) => ({ ...p, secrets: [] })) });
