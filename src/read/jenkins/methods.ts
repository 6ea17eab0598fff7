/** Methods of texts, lists and maps, and of things that plugins give: images, servers, what `load` gives. */
import { concat, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Interpreter, StepCall } from './call.ts';
import { dockerMethod } from './docker.ts';
import type { Frame } from './run.ts';
import { evaluates } from './steps-code.ts';
import { eitherOf, type GroovyValue, joinedList, NOTHING_KNOWN, plain, textValue, valueOf } from './values.ts';

/** What the method makes of its target. */
export const methodOf = (frame: Frame, target: GroovyValue, call: StepCall, interpreter: Interpreter): GroovyValue => {
  const special = dockerMethod(frame, target, call, interpreter) ?? evaluates(frame, target, call);
  if (special !== null) return special;
  const { name, body, positional } = call;
  if (target.kind === 'list' || target.kind === 'map') {
    const items = target.kind === 'list' ? target.items : [...target.entries].map(([key, item]) => pair(key, item));
    const made = collection(frame, target, items, call, interpreter);
    if (made !== null) return made;
  }
  if (target.kind === 'object' && body !== null) {
    interpreter.invoke(frame, body, [target]);
    return target;
  }
  if (body !== null) {
    // Whatever it is (`collect`, `with`, `timeout.…`), its closure runs, on a part of the target.
    const made = interpreter.invoke(frame, body, [plain({ ...valueOf(target), text: null })]);
    return /^(?:collect|with|inject|findResult)$/.test(name) ? made : plain({ ...valueOf(target), text: null });
  }
  return plain(textMethod(valueOf(target), call, positional));
};

const pair = (key: string, value: GroovyValue): GroovyValue => ({
  kind: 'map',
  entries: new Map([
    ['key', key.startsWith('*') ? NOTHING_KNOWN : textValue(key)],
    ['value', value],
  ]),
});

const collection = (
  frame: Frame,
  target: Extract<GroovyValue, { kind: 'list' | 'map' }>,
  items: readonly GroovyValue[],
  call: StepCall,
  interpreter: Interpreter,
): GroovyValue | null => {
  const { name, body, positional } = call;
  const one = items.length === 0 ? NOTHING_KNOWN : eitherOf(items);
  const run = (): GroovyValue => {
    if (items.length === 0) return NOTHING_KNOWN;
    // `{ key, value -> … }`
    const parts =
      one.kind === 'map' && target.kind === 'map' && (body?.parameters.length ?? 0) > 1 ? [one.entries.get('key'), one.entries.get('value')] : [one];
    return interpreter.invoke(
      frame,
      body,
      parts.map((p) => p ?? NOTHING_KNOWN),
    );
  };
  switch (name) {
    case 'each':
    case 'eachWithIndex':
    case 'reverseEach':
      run();
      return target;
    case 'collect':
    case 'collectMany':
      return { kind: 'list', items: items.length === 0 ? [] : [run()] };
    case 'collectEntries':
    case 'groupBy': {
      const made = run();
      return {
        kind: 'map',
        entries: new Map([['*', made.kind === 'map' ? eitherOf([...made.entries.values()]) : made.kind === 'list' ? (made.items[1] ?? made) : made]]),
      };
    }
    case 'findAll':
    case 'sort':
    case 'unique':
    case 'reverse':
    case 'toList':
    case 'flatten':
      if (body !== null) run();
      return target;
    case 'find':
    case 'first':
    case 'last':
    case 'head':
    case 'max':
    case 'min':
    case 'pop':
      return one;
    case 'any':
    case 'every':
    case 'size':
    case 'isEmpty':
    case 'contains':
    case 'containsKey':
      if (body !== null) run();
      return NOTHING_KNOWN;
    case 'join':
      return plain({ ...valueOf(target), text: null });
    case 'get':
      return target.kind === 'map' ? (target.entries.get(valueOf(positional[0] ?? NOTHING_KNOWN).text ?? '*') ?? positional[1] ?? one) : one;
    case 'put':
      if (target.kind === 'map')
        target.entries.set(valueOf(positional[0] ?? NOTHING_KNOWN).text ?? `*${call.node.start}`, positional[1] ?? NOTHING_KNOWN);
      return NOTHING_KNOWN;
    case 'plus':
    case 'addAll':
      return target.kind === 'list' ? joinedList(target.items, positional) : target;
    case 'keySet':
    case 'values':
    case 'entrySet':
      return { kind: 'list', items: name === 'values' && target.kind === 'map' ? [...target.entries.values()] : items };
    default:
      return null;
  }
};

/** Methods of texts, lists, maps and what they are turned into: no name of a library's own. */
export const isPlainMethod = (name: string): boolean =>
  NUMBERS.test(name) ||
  /^(?:trim|strip\w*|to[A-Z]\w*|replace\w*|split|tokenize|substring|take|drop|minus|plus|concat|join|capitalize|uncapitalize|padLeft|padRight|format|get\w*|put\w*|set\w*|add\w*|remove\w*|each\w*|collect\w*|find\w*|any|every|sort|sum|max|min|first|last|head|tail|unique|reverse\w*|flatten|inject|groupBy|keySet|values|entrySet|clear|pop|push|with|call|clone|is[A-Z]\w*|as[A-Z]\w*|contains\w*|starts\w*|ends\w*|times|combinations|withIndex|charAt|println|printStackTrace|await|wait|new\w*)$/.test(
    name,
  );

const NUMBERS =
  /^(?:toInteger|toLong|toFloat|toDouble|toBoolean|size|length|count|hashCode|indexOf|lastIndexOf|contains|startsWith|endsWith|equals|equalsIgnoreCase|matches|isEmpty|isNumber|isInteger|compareTo|exists|isDirectory)$/;
/** `replaceAll('[^A-Za-z0-9]', '')`, `replaceAll(/\W/, '-')` */
const ONLY_WORDS = /^\[\^(?:\\w|\\d|[A-Za-z0-9]-[A-Za-z0-9]|[\w\s.:/@+=-]|\\[-.])+\]\+?$|^\\W\+?$/;

const textMethod = (value: Value, { name }: StepCall, given: readonly GroovyValue[]): Value => {
  if (NUMBERS.test(name)) return UNKNOWN;
  const parts = given.map((g) => valueOf(g));
  const [from, to] = parts;
  if (/^(?:replaceAll|replace)$/.test(name) && from !== undefined && to !== undefined) {
    if (name === 'replaceAll' && from.text !== null && ONLY_WORDS.test(from.text) && /^[\w.-]*$/.test(to.text ?? ' '))
      return { ...value, text: null, influences: value.influences.map((i) => ({ ...i, charset: 'word' as const })) };
    if (value.text !== null && from.text !== null && to.text !== null && name === 'replace')
      return { ...value, text: replacedIn(value.text, from.text, to.text) };
    return partsOf([value, to]);
  }
  if (value.text !== null && given.length === 0) {
    if (/^(?:trim|strip)$/.test(name)) return { ...value, text: value.text.trim() };
    if (name === 'toLowerCase') return { ...value, text: value.text.toLowerCase() };
    if (name === 'toUpperCase') return { ...value, text: value.text.toUpperCase() };
    if (/^(?:toString|stripIndent|stripMargin)$/.test(name)) return value;
  }
  return partsOf([value, ...parts]);
};

/** A text that is not known, of which these are parts. */
const partsOf = (all: readonly Value[]): Value => {
  const { influences, secrets } = concat(all);
  return { text: null, influences, secrets };
};

/** Null where it grows beyond what a text that is put together may have. */
const replacedIn = (text: string, from: string, to: string): string | null => {
  const parts = text.split(from);
  return concat(parts.flatMap((part, index) => (index === 0 ? [known(part)] : [known(to), known(part)]))).text;
};
