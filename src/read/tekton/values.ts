/**
 * `$(…)` of Tekton and `{{ … }}` of Pipelines-as-Code: texts that are put in before anything runs.
 * https://tekton.dev/docs/pipelines/variables/ and https://pipelinesascode.com/docs/guide/authoringprs/
 */
import type { Scenario } from '../../pipeline/model.ts';
import { concat, influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { spanAt, type YamlScalar } from '../../source/yaml.ts';
import type { ScriptHole } from '../common/script.ts';

/** What names mean at a place. */
export interface Names {
  readonly params: ReadonlyMap<string, Value>;
  /** `<task>.<result>` of tasks before this one. */
  result(task: string, name: string): Value;
  /** `$(tt.params.x)`: what a TriggerTemplate puts into the run before the cluster sees it. */
  readonly template?: ReadonlyMap<string, Value>;
  readonly scenario: Scenario;
}

const REFERENCE = /\$\(([^()]{1,200})\)|\{\{\s*([\w.]{1,200})\s*\}\}/g;

/** Placeholders of Pipelines-as-Code that the author of a change writes, and how free the text is. */
const WRITTEN: Readonly<Record<string, 'ref-name' | 'any' | 'line'>> = {
  source_branch: 'ref-name',
  git_tag: 'ref-name',
  trigger_comment: 'any',
  'body.pull_request.title': 'line',
  'body.pull_request.body': 'any',
  'body.pull_request.head.ref': 'ref-name',
  'body.pull_request.head.label': 'ref-name',
  'body.comment.body': 'any',
  'body.head_commit.message': 'any',
  'body.object_attributes.title': 'line',
  'body.object_attributes.description': 'any',
  'body.object_attributes.source_branch': 'ref-name',
};

/** Of what is merged the message is still its author's; the name of the branch is not. */
const placeholder = (name: string, { proposer, causes, span }: Scenario): Value => {
  const charset = Object.hasOwn(WRITTEN, name) ? WRITTEN[name] : undefined;
  const actor = proposer ?? (charset === 'ref-name' ? null : (causes[0]?.actor ?? null));
  if (charset === undefined || actor === null) return UNKNOWN;
  return influenced({ origin: { kind: 'event', field: name, actor, span }, charset, via: [] });
};

const reference = (text: string, names: Names): Value => {
  const param = /^params(?:\.([\w.-]+)|\[['"]([^'"]+)['"]\])(?:\[\*?\d*\])?$/.exec(text);
  if (param !== null) return names.params.get(param[1] ?? param[2] ?? '') ?? UNKNOWN;
  const put = /^tt\.params\.([\w.-]+)$/.exec(text);
  if (put !== null) return names.template?.get(put[1] ?? '') ?? UNKNOWN;
  const result = /^(?:tasks|steps)\.([\w-]+)\.results\.([\w.-]+)$/.exec(text);
  if (result !== null) return names.result(result[1] ?? '', result[2] ?? '');
  return UNKNOWN;
};

/** The scalar with everything put in. */
export const valueOf = (scalar: YamlScalar, names: Names): Value => {
  const parts: Value[] = [];
  let last = 0;
  for (const match of scalar.value.matchAll(REFERENCE)) {
    parts.push(known(scalar.value.slice(last, match.index)));
    parts.push(match[1] === undefined ? placeholder(match[2] ?? '', names.scenario) : reference(match[1], names));
    last = match.index + match[0].length;
  }
  if (last === 0) return known(scalar.value);
  parts.push(known(scalar.value.slice(last)));
  const value = concat(parts);
  return { ...value, influences: value.influences.map((influence) => ({ ...influence, via: [...influence.via, scalar.span] })) };
};

/**
 * The places of a script whose text is put in before the shell reads it. `$(…)` is also how shells write commands, so that only
 * what Tekton knows counts.
 */
export const holesIn = (scalar: YamlScalar, names: Names): readonly ScriptHole[] =>
  [...scalar.value.matchAll(REFERENCE)].flatMap((match) => {
    const inner = match[1] ?? match[2] ?? '';
    if (match[1] !== undefined && !/^(?:params|tt|tasks|steps|context|workspaces|results|inputs|outputs)[.[]/.test(inner)) return [];
    const start = match.index;
    const end = start + match[0].length;
    const value = match[1] === undefined ? placeholder(inner, names.scenario) : reference(inner, names);
    const at = spanAt(scalar, start, end);
    return [{ start, end, source: inner, value: { ...value, influences: value.influences.map((i) => ({ ...i, via: [...i.via, at] })) } }];
  });
