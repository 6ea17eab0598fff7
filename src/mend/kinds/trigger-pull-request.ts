import { get, itemsOf, textOf } from '../../source/yaml.ts';
import { changeScalar, type Document, type Edit } from '../document.ts';
import { type Draft, type MendKind, refused } from '../types.ts';

export const triggerPullRequest: MendKind = {
  kind: 'trigger-pull-request',
  edits: 'Writes `pull_request` where the workflow names `pull_request_target`.',
  refuses: 'A workflow that uses secrets or writes with the token on that event, that runs on both events, or that asks for the name of the event.',
  draft: ({ transitions, pipeline, open }) => {
    const place = transitions[0]?.place;
    const workflow = pipeline.workflows.find((w) => w.id === place?.workflow);
    if (workflow === undefined) return refused('The workflow is not known.');
    const jobs = workflow.runs
      .filter((run) => run.scenario.trigger === 'pull_request_target')
      .flatMap((run) => run.jobs.filter((j) => j.reach !== 'never'));
    for (const job of jobs) {
      const secret = job.secrets.find((s) => s.purpose !== 'identifier');
      if (secret !== undefined)
        return refused(
          `Job \`${job.key}\` uses the secret \`${secret.name}\`, which a run on pull_request from a fork does not get: move that part first.`,
        );
      const writes = job.steps.some((step) =>
        step.effects.some(
          (e) => (e.kind === 'write' || e.kind === 'publish' || e.kind === 'deploy' || e.kind === 'dispatch') && e.credential !== null,
        ),
      );
      if (writes) return refused(`Job \`${job.key}\` writes with its token, which is read-only on pull_request from a fork: move that part first.`);
    }
    const document = open(workflow.file);
    return typeof document === 'string' ? refused(document) : onPullRequest(document);
  },
};

/** Writes `pull_request` where the file names `pull_request_target`, once and as a trigger. */
export const onPullRequest = (document: Document): Draft => {
  const on = get(document.root, 'on');
  if (document.text.split('pull_request_target').length > 2)
    return refused('The file names pull_request_target at other places too, where its meaning would change.');
  const named =
    on?.kind === 'mapping'
      ? on.entries.map((e) => e.key)
      : on?.kind === 'scalar'
        ? [on]
        : itemsOf(on).flatMap((i) => (i.kind === 'scalar' ? [i] : []));
  if (named.some((n) => textOf(n) === 'pull_request')) return refused('The workflow runs on pull_request already.');
  const target = named.find((n) => textOf(n) === 'pull_request_target');
  if (target === undefined) return refused('The event is not named in this file.');
  const edits: readonly Edit[] | string = changeScalar(document, target, [
    { start: 'pull_request'.length, end: 'pull_request_target'.length, text: '' },
  ]);
  return typeof edits === 'string' ? refused(edits) : { edits };
};
