/**
 * Jobs that start other jobs: which pipeline of the tree a job's name stands for, and the runs that follow from it.
 * That the name means it is set in Jenkins, so each link is a question. https://www.jenkins.io/doc/pipeline/steps/pipeline-build-step/ (read November 2026)
 */
import type { Influence } from '../../pipeline/effects.ts';
import type { Guarantee, Run, Workflow } from '../../pipeline/model.ts';
import { either, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import type { FileFacts } from './facts.ts';
import type { BuildCall, ParsedFile } from './run.ts';
import { type JenkinsScenario, startedScenario } from './triggers.ts';

export interface PipelineFile {
  readonly file: string;
  readonly parsed: ParsedFile;
  readonly facts: FileFacts;
}

/** A run and the jobs that it starts. */
export interface Made {
  readonly run: Run;
  readonly builds: readonly BuildCall[];
}

/** Names by which a job that runs this file may go: `Jenkinsfile.nightly`, `nightly.jenkinsfile`, `nightly/Jenkinsfile`. */
const jobNames = (file: string): readonly string[] => {
  const parts = file.split('/');
  const base = parts.pop() ?? '';
  const suffix =
    /^Jenkinsfile[._-](.+?)(?:\.groovy)?$/.exec(base)?.[1] ??
    /^(.+?)[._-]jenkinsfile(?:\.groovy)?$/i.exec(base)?.[1] ??
    /^(.+)\.(?:jenkins|groovy)$/i.exec(base)?.[1];
  return [suffix ?? parts.at(-1) ?? ''].filter((name) => name !== '').map((name) => name.toLowerCase());
};

const partsOf = (project: string): readonly string[] => project.toLowerCase().replace(/^\//, '').split('/');

/**
 * Files that a job of this name may run: one that is called alike, else the only one that declares every parameter it is handed.
 * Empty where the tree does not tell.
 */
export const filesOfJob = (files: readonly PipelineFile[], name: string, handed: readonly string[], from: string): readonly string[] => {
  const others = files.filter(({ file }) => file !== from);
  const parts = partsOf(name);
  const alike = others.filter(({ file }) => jobNames(file).some((one) => parts.includes(one)));
  if (alike.length > 0) return alike.map(({ file }) => file);
  const taking = others.filter(({ facts }) => handed.length > 0 && handed.every((one) => facts.declared.some((d) => d.name === one)));
  return taking.length === 1 ? taking.map(({ file }) => file) : [];
};

export const elsewhere = (project: string, file: string, span: Span): Guarantee => ({
  id: `upstream-elsewhere@${project}`,
  statement: `Job \`${project}\` runs something else than ${file}.`,
  enforcedBy: 'setting',
  against: ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'],
  strength: 'strong',
  why: 'Which file a job runs is set in Jenkins; here only the names are alike.',
  evidence: [span],
  holdsIf: [{ setting: `upstream-elsewhere@${project}`, is: true }],
});

/** Runs that follow those of another file here, as far as the names say so. */
export const afterUpstream = (workflows: readonly Workflow[], files: readonly PipelineFile[]): readonly Workflow[] =>
  workflows.map((workflow): Workflow => {
    const upstream = files.find((f) => f.file === workflow.file)?.facts.upstream ?? null;
    if (upstream === null) return workflow;
    const after = upstream.projects.flatMap((project) => {
      const parts = partsOf(project);
      return workflows.flatMap((other) => {
        const at = other === workflow ? -1 : parts.findIndex((part) => jobNames(other.file).includes(part));
        if (at < 0) return [];
        // `job/branch`: only that branch's build is followed.
        const runs = other.runs.filter((r) => r.scenario.trigger !== 'upstream' && (at === parts.length - 1 || r.scenario.id === 'push/default'));
        return runs.map((r) => ({ run: r.id, guarantees: [elsewhere(project, other.file, upstream.span)] }));
      });
    });
    return {
      ...workflow,
      runs: workflow.runs.map((r) =>
        r.scenario.id === 'upstream' ? { ...r, scenario: { ...r.scenario, after, byItself: after.length > 0 ? null : r.scenario.byItself } } : r,
      ),
    };
  });

/** Builds of builds of builds, and how many runs they may come to in one reading. */
const MAX_DEPTH = 3;
const MAX_STARTED = 80;

/** One run for each run here that starts the file with `build job:`, with the parameters it is handed; by file. */
export const startedBuilds = (
  files: readonly PipelineFile[],
  runs: readonly Made[],
  run: (one: PipelineFile, scenario: JenkinsScenario, handed: ReadonlyMap<string, Value>) => Made,
): ReadonlyMap<string, readonly Made[]> => {
  const byFile = new Map(files.map((one) => [one.file, one]));
  const made = new Map<string, Made[]>();
  let left = MAX_STARTED;
  let queue: readonly { readonly from: Made; readonly chain: readonly string[] }[] = runs.map((from) => ({ from, chain: [from.run.workflow] }));
  for (let depth = 0; depth < MAX_DEPTH && queue.length > 0; depth++) {
    const next: { from: Made; chain: readonly string[] }[] = [];
    for (const { from, chain } of queue) {
      for (const [file, calls] of byTarget(from.builds)) {
        const one = byFile.get(file);
        const [first] = calls;
        if (one === undefined || first === undefined || chain.includes(file) || left <= 0) continue;
        left -= 1;
        const guarantees = [elsewhere(first.job, file, first.span), ...shared(calls.map((c) => c.gates))];
        const scenario = startedScenario(`${from.run.workflow}:${from.run.scenario.id}`, { run: from.run.id, guarantees }, first.span);
        const started = run(one, scenario, handedOf(calls));
        made.set(file, [...(made.get(file) ?? []), started]);
        next.push({ from: started, chain: [...chain, file] });
      }
    }
    queue = next;
  }
  return made;
};

const byTarget = (builds: readonly BuildCall[]): ReadonlyMap<string, readonly BuildCall[]> => {
  const all = new Map<string, BuildCall[]>();
  for (const build of builds) for (const file of build.files) all.set(file, [...(all.get(file) ?? []), build]);
  return all;
};

/** Gates that every one of them stands behind. */
const shared = ([first = [], ...others]: readonly (readonly Guarantee[])[]): readonly Guarantee[] =>
  first.filter(({ id }) => others.every((gates) => gates.some((g) => g.id === id)));

const handedOf = (calls: readonly BuildCall[]): ReadonlyMap<string, Value> => {
  const values = new Map<string, Value[]>();
  for (const { handed } of calls) for (const [name, value] of handed) values.set(name, [...(values.get(name) ?? []), value]);
  return new Map([...values].map(([name, all]) => [name, either(all)]));
};

/** A text as the started build gets it: what was in a file of the change is still written by its author; other files are not in sight there. */
export const handedOn = (value: Value, span: Span): Value => ({
  ...value,
  secrets: [],
  influences: value.influences.flatMap((influence): readonly Influence[] => {
    const { origin } = influence;
    const via = [...influence.via, span];
    if (origin.kind !== 'material') return [{ ...influence, via }];
    const { code } = origin.material;
    if (code?.kind !== 'proposed') return [];
    return [
      { ...influence, origin: { kind: 'event', field: origin.path ?? 'files of the change', actor: code.actor, span: origin.material.span }, via },
    ];
  }),
});
