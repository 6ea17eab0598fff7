/** What names in a JavaScript step hold: the event, answers of the API, variables of the environment. */
import type { Influence } from '../../pipeline/effects.ts';
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import { selected } from './script-answers.ts';
import { isStrictPattern } from './script-conditions.ts';
import type { JsScope } from './script-javascript.ts';
import { changeAuthor, readVariable } from './script-session.ts';
import { narrow, valueOf } from './script-text.ts';

export interface Thing {
  readonly value: Value;
  /** The object it is, where reading fields of it means something: `context.payload`, `answer:pull_request`. */
  readonly object: string | null;
}

export const thingOf = (value: Value, object: string | null = null): Thing => ({ value, object });
export const UNKNOWN_THING: Thing = { value: UNKNOWN, object: null };

/** What a text gives that is matched with a regular expression: its groups, harmless where each of them lets nothing else through. */
export const matched = (value: Value, regex: string): Thing => {
  const pattern = regex.replace(/^\/|\/\w*$/g, '');
  const groups = [...pattern.matchAll(/\((?!\?[:=!]|\?<[=!])(?:\?<\w+>)?((?:\\.|\[(?:\\.|[^\]])*\]|[^()\\[])*)\)/g)].map((m) => m[1] ?? '');
  const opened = [...pattern.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/g, '').matchAll(/\((?!\?[:=!]|\?<[=!])/g)].length;
  const held = groups.length === opened && groups.every((g) => isStrictPattern(`^${g}$`));
  const whole = isStrictPattern(`^${pattern.replace(/^\^|\$$/g, '')}$`);
  return { value: whole ? narrow({ ...value, text: null }, 'word') : { ...value, text: null }, object: held && groups.length > 0 ? 'match' : null };
};

/** What is read from a thing by names. */
export const resolveChain = (scope: JsScope, thing: Thing, path: readonly string[]): Thing => {
  if (path.length === 0) return thing;
  const { session } = scope;
  if (thing.object === 'match' && (/^[1-9]\d*$/.test(path[0] ?? '') || path[0] === 'groups')) return thingOf(narrow(thing.value, 'word'));
  const object = [thing.object ?? '', ...path].join('.');
  if (thing.object?.startsWith('answer:') === true) return answerField(thing, path);
  if (object.startsWith('process.env.')) {
    const [, , name = '', ...rest] = object.split('.');
    return rest.includes('length') ? UNKNOWN_THING : thingOf(valueOf(readVariable(session, session.state, name)));
  }
  if (object.startsWith('context.payload')) return eventField(scope, object.split('.').slice(2), object);
  if (path.at(-1) === 'length' || path.at(-1) === 'number' || path.at(-1) === 'id') return UNKNOWN_THING;
  // Part of an influenced text is influenced; part of something nobody knows is a name to be looked at later.
  return thing.value.influences.length > 0 ? thingOf({ ...thing.value, text: null }) : thingOf(UNKNOWN, thing.object === null ? null : object);
};

const eventField = ({ session }: JsScope, whole: readonly string[], object: string): Thing => {
  // A method is no field: what it is called on is.
  const path = METHODS.has(whole.at(-1) ?? '') ? whole.slice(0, -1) : whole;
  const given = path.length === 0 ? undefined : session.input.eventFile?.field(path.filter((p) => p !== '*' && !/^\d+$/.test(p)));
  if (given !== undefined) return { value: given, object };
  const picked = selected(path.map((p) => `.${p}`).join(''));
  if (session.input.eventFile !== undefined || picked === null || picked.charset === null) return thingOf(UNKNOWN, object);
  const span = session.at(0, 0);
  const influence: Influence = {
    origin: { kind: 'event', field: `github.event.${path.join('.')}`, actor: changeAuthor(session), span },
    charset: picked.charset,
    via: [],
  };
  return { value: { text: null, influences: [influence], secrets: [] }, object };
};

/** `answer:<what>` keeps the whole answer's influence until a field says what it is. */
const answerField = (thing: Thing, path: readonly string[]): Thing => {
  const fields = path.filter((p) => p !== 'data' && p !== '*' && !/^\d+$/.test(p) && !METHODS.has(p));
  const [first] = thing.value.influences;
  if (fields.length === 0 || first === undefined) return thing;
  const picked = selected(fields.map((f) => `.${f}`).join(''));
  if (picked === null) return thing;
  const what = thing.object?.slice('answer:'.length) ?? '';
  if (picked.charset === null) {
    const commit: Influence = {
      ...first,
      origin: first.origin.kind === 'event' ? { ...first.origin, field: `${what}.head.sha` } : first.origin,
      charset: 'word',
    };
    return thingOf({ text: null, influences: picked.commit ? [commit] : [], secrets: [] });
  }
  const origin = first.origin.kind === 'event' ? { ...first.origin, field: `${what}.${picked.field}` } : first.origin;
  return {
    value: { text: null, influences: [{ ...first, origin, charset: picked.charset }], secrets: [] },
    object: fields.length > 0 && picked.field === fields.at(-1)?.toLowerCase() ? null : thing.object,
  };
};

/** Methods of lists and texts, which are no fields. */
const METHODS = new Set([
  'map',
  'filter',
  'find',
  'forEach',
  'some',
  'every',
  'join',
  'slice',
  'at',
  'flatMap',
  'reduce',
  'sort',
  'trim',
  'split',
  'toString',
  'includes',
  'concat',
  'then',
  'match',
  'matchAll',
  'replace',
  'replaceAll',
  'substring',
  'substr',
  'startsWith',
  'endsWith',
  'indexOf',
  'search',
  'toLowerCase',
  'toUpperCase',
  'trimStart',
  'trimEnd',
  'padStart',
  'padEnd',
  'repeat',
  'normalize',
  'charAt',
]);
