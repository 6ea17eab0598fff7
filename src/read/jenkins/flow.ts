/** Branches at once, and people who let a pipeline go on. */
import type { Guarantee } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { type Draft, type Flow, type Frame, shortSpan } from './run.ts';
import { type GroovyValue, valueOf } from './values.ts';

/** Each branch starts where the block does; what any of them waits for, what follows has waited for. */
export const inParallel = (frame: Frame, branches: readonly ((frame: Frame) => void)[]): void => {
  const { run } = frame;
  const before = run.previous;
  const after: Draft[] = [];
  const flows = branches.map((branch) => {
    const flow: Flow = { ...frame.flow };
    run.previous = before;
    branch({ ...frame, flow });
    after.push(...run.previous.filter((d) => !before.includes(d)));
    return flow;
  });
  if (after.length > 0) run.previous = [...new Set(after)];
  frame.flow.gates = [
    ...new Map([...frame.flow.gates, ...flows.flatMap((f) => (f.reach === 'always' ? f.gates : []))].map((g) => [g.id, g])).values(),
  ];
};

const INPUT = 'https://plugins.jenkins.io/pipeline-input-step/';

/** Who may answer. Administrators always may; since 2.8 (2017) an input without submitters takes Job/Build. */
export const inputGate = (frame: Frame, submitter: GroovyValue | undefined, span: Span): Guarantee => {
  const value = submitter === undefined ? null : valueOf(submitter);
  const named = value !== null && value.text !== '' && value.influences.length === 0;
  const place = frame.stage ?? 'pipeline';
  const base = { enforcedBy: 'configuration', evidence: [shortSpan(span)], source: INPUT, against: ['outsider', 'contributor', 'writer'] } as const;
  return named
    ? {
        ...base,
        id: `input-submitter@${place}`,
        statement: `Stage \`${place}\` waits until ${value?.text ?? 'a named person'} lets it go on.`,
        strength: 'strong',
        interaction: 'accepts',
        why: 'Only the users and groups that are named, and administrators, can answer.',
      }
    : {
        ...base,
        id: `input@${place}`,
        statement: `Stage \`${place}\` waits until somebody lets it go on.`,
        strength: 'weak',
        interaction: 'routine',
        why: 'Nobody is named, so that everybody with the permission Job/Build can answer, whoever started the build among them.',
      };
};
