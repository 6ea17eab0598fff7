/** `build job:`: another job is started, with parameters. https://www.jenkins.io/doc/pipeline/steps/pipeline-build-step/ (read November 2026) */
import type { Value } from '../../pipeline/value.ts';
import { handedOn } from './builds.ts';
import { argument, type StepCall } from './call.ts';
import { emit, type Frame, gapAt, shortSpan } from './run.ts';
import { type GroovyValue, harmful, knownText, NOTHING_KNOWN, roughText, valueOf } from './values.ts';

export const buildStep = (frame: Frame, call: StepCall): GroovyValue => {
  const target = argument(call, 'job');
  const span = shortSpan(call.span);
  const job = knownText(target);
  const handed = parametersOf(call.get('parameters'));
  const { run } = frame;
  const files = job === null ? [] : run.world.jobs(job, [...handed.keys()], run.file);
  const known = files.length > 0 && job !== null;
  if (known)
    run.builds.push({
      job,
      files,
      handed: new Map([...handed].map(([name, value]) => [name, handedOn(value, span)])),
      gates: frame.flow.gates,
      span,
    });
  else
    gapAt(
      frame,
      'job not in sight',
      job === null
        ? `Which job \`build ${roughText(target)}\` starts is only known at run time. Which jobs can it be, and what do they do with their parameters?`
        : `No pipeline here has the name of job \`${job}\`. What does it run, and what does it do with its parameters?`,
      span,
    );
  const chosen = target === undefined ? [] : harmful(valueOf(target).influences);
  emit(frame, `build ${roughText(target)}`, call.span, [
    {
      kind: 'dispatch',
      target: roughText(target) || 'another job',
      repository: null,
      influences: known ? chosen : [...chosen, ...[...handed.values()].flatMap((value) => harmful(value.influences))],
      change: null,
      credential: null,
      span,
    },
  ]);
  return NOTHING_KNOWN;
};

/** `string(name: 'X', value: …)`, `[$class: 'StringParameterValue', name: 'X', value: …]`. */
const parametersOf = (given: GroovyValue | undefined): ReadonlyMap<string, Value> => {
  const all = given?.kind === 'list' ? given.items : given === undefined ? [] : [given];
  return new Map(
    all.flatMap((one): readonly (readonly [string, Value])[] => {
      if (one.kind !== 'object' && one.kind !== 'map') return [];
      const name = knownText(one.entries.get('name'));
      const value = one.entries.get('value');
      return name === null || value === undefined ? [] : [[name, valueOf(value)]];
    }),
  );
};
