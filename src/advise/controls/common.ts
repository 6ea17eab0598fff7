/** What the controls share: places of edits, settings that a control gives their safe value, and the words of remedies. */
import type { Actor, Job, Pipeline, Step } from '../../pipeline/model.ts';
import type { Transition } from '../../reason/graph.ts';
import { code } from '../../reason/states.ts';
import { compareText, type Span } from '../../source/span.ts';
import type { ControlKind } from '../control.ts';

// ---------------------------------------------------------------- places of edits

/** Everybody without write access: whom gates that look at the author or the fork stop. */
export const WITHOUT_WRITE_ACCESS: readonly Actor[] = ['outsider', 'contributor'];

/** The job as it stands in its file: one place for all scenarios it runs under and all callers of its workflow. */
export const jobPlace = ({ place }: Transition): string | null =>
  place.file === null || place.jobKey === null ? null : `${place.file}#${place.jobKey.slice(place.jobKey.lastIndexOf('/') + 1)}`;

/** The step as it stands in its file. One that came from another file (a composite, a script) is a place of that file. */
export const stepPlace = (transition: Transition): string | null => {
  const { step, job, file } = transition.place;
  if (step === null || job === null || !step.startsWith(`${job}/`)) return jobPlace(transition);
  const within = step.slice(job.length + 1);
  const written = transition.evidence.at(-1)?.file ?? file;
  return written === file ? `${jobPlace(transition)}/${within}` : `${written}#${within.slice(within.lastIndexOf('/') + 1)}`;
};

export const workflowPlace = ({ place }: Transition): string | null => place.workflow;

/** Edits of the whole repository have one place. */
export const REPOSITORY = 'repository';

/** `place` and `concerns` of a control that blocks exactly the transitions of one rule. */
export const ofRule = (rule: string, place: (transition: Transition) => string | null) =>
  ({
    concerns: { rules: [rule] },
    place: (transition: Transition) => (transition.rule === rule ? place(transition) : null),
  }) satisfies Pick<ControlKind, 'concerns' | 'place'>;

/** Rules whose transitions make a run happen, by the attacker or without. */
export const STARTS_A_RUN: ReadonlySet<string> = new Set(['source/causes-run', 'source/run-by-itself']);

/** Workflow execution protections became generally available. https://docs.github.com/en/actions/how-tos/administer/control-workflow-execution */
export const POLICIES_SINCE = '2026-09-17';

// ---------------------------------------------------------------- controls that are settings

/**
 * The full id of this setting if its safe value alone closes the transition: it exists only while the setting is false,
 * or a strong guarantee rests on nothing else.
 */
export const restsOn = ({ when, guarantees }: Transition, setting: string): string | null => {
  const condition = when.find((c) => !c.is && isOf(c.setting, setting));
  return condition?.setting ?? closing(guarantees, setting)?.holdsIf?.[0]?.setting ?? null;
};

/** Is it the id of this setting, with or without a name? */
const isOf = (id: string, setting: string): boolean => id.startsWith(setting) && (id.length === setting.length || id[setting.length] === '@');

const closing = (guarantees: Transition['guarantees'], setting: string) =>
  guarantees.find((g) => g.strength === 'strong' && g.holdsIf?.length === 1 && g.holdsIf[0]?.is === true && isOf(g.holdsIf[0].setting, setting));

/** `place`, `concerns` and `against` of a control that gives one setting its safe value. The place is the name the setting is about, or the repository. */
export const closesSetting = (setting: string) =>
  ({
    concerns: { settings: [setting] },
    place: (transition: Transition) => {
      const id = restsOn(transition, setting);
      return id === null ? null : id.includes('@') ? id.slice(id.indexOf('@') + 1) : REPOSITORY;
    },
    against: (transition: Transition): readonly Actor[] => {
      if (transition.when.some((c) => !c.is && isOf(c.setting, setting))) return EVERYBODY;
      return closing(transition.guarantees, setting)?.against ?? EVERYBODY;
    },
  }) satisfies Pick<ControlKind, 'concerns' | 'place' | 'against'>;

const EVERYBODY: readonly Actor[] = ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'];

// ---------------------------------------------------------------- looking things up

/** The run that the transition happens in, if it is of one. */
export const runOf = ({ place }: Transition, pipeline: Pipeline) =>
  pipeline.workflows.find((w) => w.id === place.workflow)?.runs.find((run) => run.id === place.run);

/** The job a transition happens in; null when it happens in none. Under each scenario it is an object of its own. */
export const jobOf = ({ place }: Transition, pipeline: Pipeline): Job | null =>
  place.job === null ? null : (jobsOf(pipeline).get(place.job) ?? null);

const jobsById = new WeakMap<Pipeline, ReadonlyMap<string, Job>>();
const jobsOf = (pipeline: Pipeline): ReadonlyMap<string, Job> => {
  const known = jobsById.get(pipeline);
  if (known !== undefined) return known;
  const made = new Map<string, Job>();
  for (const { runs } of pipeline.workflows) for (const { jobs } of runs) for (const job of jobs) if (!made.has(job.id)) made.set(job.id, job);
  jobsById.set(pipeline, made);
  return made;
};

/** The step of the job whose lines hold this place. */
export const stepAround = (job: Job, span: Span): Step | null =>
  job.steps.find((step) => step.span.file === span.file && step.span.line <= span.line && span.endLine <= step.span.endLine) ?? null;

// ---------------------------------------------------------------- words

/** Where to edit, for people: the last place of each transition, the first few of them, each once; with the job unless the sentence names it. */
export const sites = (transitions: readonly Transition[], limit = 3, jobs = true): string => {
  const found = new Map<string, string>();
  for (const { evidence, place } of transitions) {
    const span = evidence.at(-1);
    if (span === undefined) continue;
    const where = `${plain(span.file)}:${span.line}`;
    if (!found.has(where)) found.set(where, place.jobKey === null || !jobs ? where : `${where} (job ${code(plain(place.jobKey))})`);
  }
  const all = [...found.values()].sort(compareText);
  if (all.length === 0) return 'the repository';
  const more = all.length - limit;
  return more > 0 ? `${all.slice(0, limit).join(', ')} and ${more} more` : all.join(', ');
};

/** Values of a fact, each once, in order, wrapped as code. */
export const named = (transitions: readonly Transition[], fact: string, limit = 3): string => {
  const all = valuesOf(transitions, fact).map((value) => code(plain(value)));
  return all.length > limit ? `${all.slice(0, limit).join(', ')} and ${all.length - limit} more` : all.join(', ');
};

export const valuesOf = (transitions: readonly Transition[], fact: string): readonly string[] =>
  [...new Set(transitions.flatMap((t) => (Object.hasOwn(t.facts, fact) && t.facts[fact] !== '' ? [t.facts[fact] ?? ''] : [])))].sort(compareText);

/** The job by its key; `sites` tells the file. */
export const jobName = ([first]: readonly Transition[]): string => {
  const key = first?.place.jobKey ?? null;
  return key === null ? 'the job' : `job ${code(plain(key))}`;
};

/** A name from the repository on one line of plain text, unable to end a code span around it. */
export const plain = (text: string): string =>
  text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?')
    .replaceAll('`', "'")
    .slice(0, 200);

/** A name that stands in a snippet to paste: whatever could end a YAML value or a shell word becomes `?`. */
export const pasteable = (text: string): string => text.replace(/[^\w./@:+-]/g, '?').slice(0, 200);

/** Sentences, then what to paste, indented. */
export const remedy = (text: string, ...snippet: readonly string[]): string =>
  snippet.length === 0 ? text : `${text}\n\n${snippet.map((line) => (line === '' ? '' : `  ${line}`)).join('\n')}`;
