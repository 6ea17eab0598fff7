/** Secrets that a workflow hands to every job by its `env`, in jobs that do nothing with them. */
import type { Effect } from '../../pipeline/effects.ts';
import type { SecretUse, Step } from '../../pipeline/model.ts';
import { textsOf } from '../../source/yaml.ts';
import { splitTemplate } from './expressions.ts';
import type { JobSyntax, Named, StepSyntax, WorkflowSyntax } from './schema.ts';

/** What runs code, tools or programs that could read any variable of the job. */
const READS_UNSEEN: ReadonlySet<Effect['kind']> = new Set([
  'agent',
  'deploy',
  'execute',
  'install',
  'login',
  'opaque',
  'publish',
  'remote-script',
  'sign',
]);

/** Marks those that come from the `env` of the workflow alone, whose variable nothing in the job names, and that nothing which runs in it could read unseen. */
export const markSpare = (
  secrets: readonly SecretUse[],
  workflow: WorkflowSyntax,
  job: JobSyntax,
  alive: readonly StepSyntax[],
  steps: readonly Step[],
): readonly SecretUse[] => {
  if (workflow.env.length === 0 || secrets.length === 0) return secrets;
  const unseen =
    job.uses !== null ||
    job.container !== null ||
    alive.some((step) => step.uses !== null && !/^actions\/[\w-]+(?:\/[\w./-]+)?@/i.test(step.uses.value)) ||
    steps.some((step) => step.reach !== 'never' && step.effects.some((e) => READS_UNSEEN.has(e.kind)));
  if (unseen) return secrets;
  const texts = textsIn(job, alive);
  return secrets.map((use) => {
    const holders = workflow.env.filter((entry) => namesSecret(entry, use.name));
    const elsewhere = texts.some((text) => new RegExp(`\\bsecrets\\b[^}]*\\b${escaped(use.name)}\\b`, 'i').test(text));
    const named = holders.some(({ name }) => texts.some((text) => new RegExp(`\\b${escaped(name)}\\b`, 'i').test(text)));
    return use.kind === 'named' && holders.length > 0 && !elsewhere && !named ? { ...use, spare: true as const } : use;
  });
};

const escaped = (text: string): string => text.replaceAll(/[^\w]/g, String.raw`\$&`);

const namesSecret = ({ value }: Named, secret: string): boolean =>
  splitTemplate(value.value).some(
    (part) => part.kind === 'expression' && new RegExp(`\\bsecrets\\s*\\.\\s*${escaped(secret)}\\b`, 'i').test(part.source),
  );

const textsIn = (job: JobSyntax, alive: readonly StepSyntax[]): readonly string[] => [
  ...alive.flatMap((step) =>
    [step.run, step.if, ...step.env.map((e) => e.value), ...step.with.map((e) => e.value)].flatMap((one) => one?.value ?? []),
  ),
  ...[...job.env, ...job.outputs, ...job.with].map((entry) => entry.value.value),
  ...(job.if === null ? [] : [job.if.value]),
  ...job.services.flatMap((service) => textsOf(service)),
];
