/**
 * Other people's Groovy and Groovy from the workspace: libraries, `@Grab`, `load`, `evaluate`.
 * https://www.jenkins.io/doc/book/pipeline/shared-libraries/
 */
import type { Effect } from '../../pipeline/effects.ts';
import type { Component } from '../../pipeline/model.ts';
import type { Annotation } from '../../source/groovy-tree.ts';
import type { Span } from '../../source/span.ts';
import { pinOfRef } from '../common/component-registry.ts';
import { coveringUntrusted } from '../common/script-places.ts';
import { argument, type Interpreter, type StepCall } from './call.ts';
import { draftMaterials } from './docker.ts';
import { emit, type Frame, gapAt, type RunState, shortSpan } from './run.ts';
import { type GroovyValue, harmful, knownText, NOTHING_KNOWN, plain, roughText, valueOf } from './values.ts';

/** `name@version`. Without a version Jenkins takes the one that is set for the library, which the files do not tell. */
const libraryOf = (written: string, address: string | null, own: string | null, span: Span): Component => {
  const at = written.lastIndexOf('@');
  const name = (
    address === null
      ? at > 0
        ? written.slice(0, at)
        : written
      : address
          .replace(/\.git$/, '')
          .replace(/^(?:https?:\/\/|ssh:\/\/|git@)(?:[^@/]*@)?/, '')
          .replace(':', '/')
  ).trim();
  const ref = at > 0 ? written.slice(at + 1).trim() : null;
  const owner = /^(?:www\.)?(?:github\.com|gitlab\.com|bitbucket\.org)\/([^/]+)\//.exec(`${name}/`)?.[1] ?? null;
  const mine = own?.split('/')[0] ?? null;
  return {
    id: `library:${name}@${ref ?? ''}`,
    kind: 'library',
    name,
    ref,
    pin: ref === null || ref.includes('*') ? 'unknown' : pinOfRef(ref),
    // A bare name is one that the administrators of this Jenkins have set up.
    owner: owner === null || owner === mine ? 'internal' : 'third-party',
    resolved: false,
    nested: [],
    firstUse: span,
  };
};

const load = (run: RunState, component: Component, span: Span): Effect => {
  const id = run.world.registry.add(component);
  const effect: Effect = { kind: 'use', component: id, span };
  run.loaded.push({ effect, span });
  for (const draft of run.drafts)
    draft.steps.push({
      id: `${draft.id}/library/${component.name}`,
      name: `library ${component.name}`,
      reach: 'always',
      gates: [],
      effects: [effect],
      span,
    });
  return effect;
};

/** `@Library('a@main')`, `@Library(['a', 'b@1'])`, `@Grab('group:name:1.0')`. */
export const readAnnotation = (
  run: RunState,
  { name, arguments: given }: Annotation,
  texts: (index: number) => readonly string[],
  span: Span,
): void => {
  const at = shortSpan(span);
  if (name === 'Library')
    for (const written of given.flatMap((_, i) => texts(i))) if (written !== '') load(run, libraryOf(written, null, run.world.repository, at), at);
  if (name !== 'Grab') return;
  const named = (key: string): string => given.flatMap((g, i) => (g.name === key ? texts(i) : []))[0] ?? '';
  const whole =
    given[0]?.name === null || given[0]?.name === 'value' ? (texts(0)[0] ?? '') : [named('group'), named('module'), named('version')].join(':');
  const [group = '', module = '', version = ''] = whole.split(/[:#;]/);
  const fixed = /^\d/.test(version) && !/[*+,)\]]|SNAPSHOT/.test(version);
  run.loaded.push({
    effect: {
      kind: 'install',
      manager: 'grape',
      ecosystem: 'maven',
      packages: [`${group}:${module}`],
      locked: fixed,
      runsScripts: true,
      directory: '',
      span: at,
    },
    span: at,
  });
};

/** `library 'x@main'`, `library identifier: 'x@main', retriever: modernSCM([…remote: '…'])` */
export const libraryStep = (frame: Frame, call: StepCall): GroovyValue => {
  const written = argument(call, 'identifier');
  const remote = findText(call.get('retriever'), 'remote') ?? findText(call.get('retriever'), 'url');
  const { influences } = written === undefined ? { influences: [] } : valueOf(written);
  const at = shortSpan(call.span);
  if (written !== undefined) load(frame.run, libraryOf(roughText(written), remote, frame.run.world.repository, at), at);
  if (harmful(influences).length > 0)
    emit(frame, 'library', call.span, [
      { kind: 'interpret', language: 'Groovy', influences: harmful(influences), how: 'the text chooses which library is loaded', span: at },
    ]);
  return NOTHING_KNOWN;
};

/** Somewhere below, a text under this name. */
const findText = (value: GroovyValue | undefined, name: string, depth = 0): string | null => {
  if (value === undefined || depth > 6) return null;
  if (value.kind === 'list') return value.items.map((v) => findText(v, name, depth + 1)).find((v) => v !== null) ?? null;
  if (value.kind !== 'map' && value.kind !== 'object') return null;
  const direct = value.entries.get(name);
  if (direct !== undefined && direct.kind !== 'map') return knownText(direct);
  return [...value.entries.values()].map((v) => findText(v, name, depth + 1)).find((v) => v !== null) ?? null;
};

/** `evaluate(text)`, `Eval.me(text)`, `new GroovyShell().evaluate(text)`; null where it is none of them. */
export const evaluates = (frame: Frame, target: GroovyValue | null, call: StepCall): GroovyValue | null => {
  const receiver = frame.source.text.slice(call.node.start, call.node.start + 40);
  const runs =
    (call.name === 'evaluate' && (target === null || /GroovyShell|^this/.test(receiver))) ||
    (/^(?:me|x|xy)$/.test(call.name) && receiver.startsWith('Eval.')) ||
    (call.name === 'parse' && /GroovyShell/.test(receiver));
  if (!runs) return null;
  const influences = call.positional.flatMap((p) => harmful(valueOf(p).influences));
  emit(
    frame,
    call.name,
    call.span,
    influences.length === 0
      ? []
      : [{ kind: 'interpret', language: 'Groovy', influences, how: 'the text is run as Groovy', span: shortSpan(call.span) }],
  );
  return NOTHING_KNOWN;
};

/** A file of the workspace runs as part of the pipeline. https://www.jenkins.io/doc/pipeline/steps/workflow-cps/#load-evaluate-a-groovy-source-file-into-the-pipeline-script */
export const loadStep = (frame: Frame, call: StepCall, interpreter: Interpreter): GroovyValue => {
  const written = argument(call, 'path');
  const path = knownText(written)?.replace(/^\.\//, '') ?? null;
  const at = shortSpan(call.span);
  const materials = coveringUntrusted(draftMaterials(frame, call.span), [frame.directory, path ?? ''].filter((p) => p !== '').join('/'));
  const influences = written === undefined ? [] : harmful(valueOf(written).influences);
  emit(frame, `load ${path ?? ''}`, call.span, [
    ...(materials.length === 0
      ? []
      : [{ kind: 'execute' as const, tool: 'load', how: `runs ${path ?? 'a file'} of it as part of the pipeline`, materials, span: at }]),
    ...(influences.length === 0
      ? []
      : [{ kind: 'argument' as const, command: 'load', influences, how: 'the text names the file that is run', span: at }]),
  ]);
  const file = path === null ? null : frame.run.world.parsed([frame.directory, path].filter((p) => p !== '').join('/'));
  if (file === null) {
    gapAt(
      frame,
      'loaded file not found',
      `What \`load ${path ?? '…'}\` runs is not among the files; it may be made or checked out at run time.`,
      call.span,
    );
    return { kind: 'object', type: 'loaded', value: valueOf(NOTHING_KNOWN), entries: new Map(), span: at };
  }
  const scope = { names: new Map<string, GroovyValue>(), outer: null };
  const { value } = interpreter.statements({ ...frame, scope, source: file.source }, file.statements);
  return value.kind === 'object' && value.type !== 'this'
    ? value
    : { kind: 'object', type: 'loaded', value: valueOf(plain(valueOf(value))), entries: scope.names, span: at };
};
