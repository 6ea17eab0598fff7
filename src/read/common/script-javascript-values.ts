/** What names in a JavaScript step hold: the event, answers of the API, variables of the environment. */
import type { Influence } from '../../pipeline/model.ts';
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import { selected } from './script-answers.ts';
import type { JsScope } from './script-javascript.ts';
import { changeAuthor, readVariable } from './script-session.ts';
import { valueOf } from './script-text.ts';

export interface Thing {
  readonly value: Value;
  /** The object it is, where reading fields of it means something: `context.payload`, `answer:pull_request`. */
  readonly object: string | null;
}

export const thingOf = (value: Value, object: string | null = null): Thing => ({ value, object });
export const UNKNOWN_THING: Thing = { value: UNKNOWN, object: null };

/** What is read from a thing by names. */
export const resolveChain = (scope: JsScope, thing: Thing, path: readonly string[]): Thing => {
  if (path.length === 0) return thing;
  const { session } = scope;
  const object = [thing.object ?? '', ...path].join('.');
  if (thing.object?.startsWith('answer:') === true) return answerField(thing, path);
  if (object.startsWith('process.env.')) return thingOf(valueOf(readVariable(session, session.state, path.at(-1) ?? '')));
  if (object.startsWith('context.payload')) return eventField(scope, object.split('.').slice(2), object);
  if (path.at(-1) === 'length' || path.at(-1) === 'number' || path.at(-1) === 'id') return UNKNOWN_THING;
  // Part of an influenced text is influenced; part of something nobody knows is a name to be looked at later.
  return thing.value.influences.length > 0 ? thingOf({ ...thing.value, text: null }) : thingOf(UNKNOWN, thing.object === null ? null : object);
};

const eventField = ({ session }: JsScope, path: readonly string[], object: string): Thing => {
  const given = path.length === 0 ? undefined : session.input.eventFile?.field(path.filter((p) => p !== '*'));
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
  const fields = path.filter((p) => p !== 'data' && p !== '*' && !METHODS.has(p));
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
]);
