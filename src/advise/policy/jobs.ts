/** Rules about jobs: what each has, and which guarantee it is behind, under every scenario in which it runs. */
import type { Capability, Condition, Guarantee, Job, Pipeline, Tri } from '../../pipeline/model.ts';
import type { PolicyPlace, SettingValues } from '../../reason/report.ts';
import { settingValue } from '../../reason/setting-values.ts';
import type { Every } from '../../settings/policy/types.ts';
import type { FeatureName } from '../../settings/policy/words.ts';
import type { Span } from '../../source/span.ts';

interface Answer {
  readonly value: Tri;
  /** Settings that would settle it. */
  readonly questions: readonly string[];
}

const YES: Answer = { value: true, questions: [] };
const NO: Answer = { value: false, questions: [] };

/** The job's places, one for each job of a file: broken where any scenario breaks it, unknown where one cannot be told. */
export const judgeJobs = (
  { has, must }: Every,
  pipeline: Pipeline,
  settings: SettingValues,
): { places: readonly PolicyPlace[]; questions: readonly string[] } => {
  const places = new Map<string, PolicyPlace>();
  const questions = new Set<string>();
  for (const job of pipeline.workflows.flatMap(({ runs }) => runs.flatMap(({ jobs }) => jobs))) {
    if (job.reach === 'never') continue;
    const had = featureOf(job, has, settings);
    if (had.value === false) continue;
    const kept = 'guarantee' in must ? guaranteeOf(job, must.guarantee, settings) : negated(featureOf(job, must.not, settings));
    if (kept.value === true) continue;
    const verdict = had.value === true && kept.value === false ? 'broken' : 'unknown';
    if (verdict === 'unknown') for (const id of [...had.questions, ...kept.questions]) questions.add(id);
    const key = `${job.span.file}#${job.key}`;
    if (places.get(key)?.verdict === 'broken') continue;
    const lacks = 'guarantee' in must ? `is not behind ${quoted(must.guarantee)}` : `has ${quoted(must.not)} too`;
    const said = verdict === 'broken' ? lacks : `may be one that ${lacks}`;
    places.set(key, { verdict, path: null, statement: `Job ${quoted(job.key)} has ${quoted(has)} and ${said}.`, evidence: [firstLine(job.span)] });
  }
  return { places: [...places.values()], questions: [...questions] };
};

const firstLine = (span: Span): Span => (span.endLine === span.line ? span : { ...span, endLine: span.line, endColumn: span.column + 1 });
const quoted = (name: string): string => `\`${name.replaceAll('`', "'")}\``;
const negated = ({ value, questions }: Answer): Answer => ({ value: value === 'unknown' ? value : !value, questions });

/** The best of several: one that is so settles it. */
const any = (answers: readonly Answer[]): Answer => {
  if (answers.some(({ value }) => value === true)) return YES;
  const open = answers.filter(({ value }) => value === 'unknown');
  return open.length === 0 ? NO : { value: 'unknown', questions: open.flatMap(({ questions }) => questions) };
};

const whether = (conditions: readonly Condition[], settings: SettingValues): Answer => {
  const values = conditions.map(({ setting, is }) => ({ setting, value: settingValue(settings, setting), is }));
  if (values.some(({ value, is }) => value !== 'unknown' && value !== is)) return NO;
  const open = values.filter(({ value }) => value === 'unknown');
  return open.length === 0 ? YES : { value: 'unknown', questions: open.map(({ setting }) => setting) };
};

/** Strong ones only: a gate that an attacker can get past guarantees nothing. */
const guaranteeOf = (job: Job, id: string, settings: SettingValues): Answer =>
  any(job.gates.filter((gate) => isCalled(gate, id) && gate.strength === 'strong').map(({ holdsIf }) => whether(holdsIf ?? [], settings)));

const isCalled = (gate: Guarantee, id: string): boolean => gate.id === id || gate.id.startsWith(`${id}@`);

const READS: ReadonlySet<Capability> = new Set(['read-source', 'mint-identity']);

const featureOf = (job: Job, feature: FeatureName, settings: SettingValues): Answer => {
  const effects = job.steps.filter(({ reach }) => reach !== 'never').flatMap((step) => step.effects);
  switch (feature) {
    case 'oidc':
      return granted(job, (capability) => capability === 'mint-identity', settings);
    case 'write-token':
      return granted(job, (capability) => !READS.has(capability), settings);
    case 'secrets':
      return job.secrets.length > 0 ? YES : NO;
    case 'publish':
    case 'deploy':
      return effects.some(({ kind }) => kind === feature) ? YES : NO;
    case 'self-hosted':
      return { value: job.runner.hosted === 'unknown' ? 'unknown' : !job.runner.hosted, questions: [] };
    case 'proposed-code':
      return any(
        effects.flatMap((effect) => {
          if (effect.kind !== 'checkout') return [];
          const code = effect.material.code;
          return code?.kind === 'proposed' ? YES : code?.kind === 'chosen' || code?.kind === 'unknown' ? { value: 'unknown', questions: [] } : NO;
        }),
      );
  }
};

const granted = (job: Job, wanted: (capability: Capability) => boolean, settings: SettingValues): Answer =>
  any(job.token.filter(({ capability }) => wanted(capability)).map(({ when }) => whether(when ?? [], settings)));
