/** `cache-mode` of a job. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax */
import { get } from '../../source/yaml.ts';
import { addEntry, ownEntry, SHARED, setScalar } from '../document.ts';
import { type Draft, type MendInput, refused } from '../types.ts';
import { jobNamed } from '../workflow.ts';

/** https://github.blog/changelog/2026-09-10-control-github-actions-cache-access-with-cache-mode */
const SINCE = '2026-09-10';

export const withCacheMode = ({ transitions, pipeline, open }: MendInput, mode: 'none' | 'read'): Draft => {
  const place = transitions[0]?.place;
  if (place?.file == null) return refused('The job is not known.');
  if (pipeline.asOf < SINCE)
    return refused(`The platform has \`cache-mode\` since ${SINCE} only: take the cache steps and cache inputs out by hand.`);
  const document = open(place.file);
  if (typeof document === 'string') return refused(document);
  const job = jobNamed(document, place.jobKey);
  if (job === null) return refused('The job is not in this file.');
  if (get(job, 'uses') !== undefined) return refused('The job calls a workflow, which has to limit its caches itself.');
  const old = get(job, 'cache-mode');
  if (old !== undefined && (old.kind !== 'scalar' || ownEntry(job, 'cache-mode') === undefined)) return refused(SHARED);
  const edit = old?.kind === 'scalar' ? setScalar(document, old, mode) : addEntry(document, job, 'cache-mode', mode, ownEntry(job, 'runs-on'));
  return typeof edit === 'string' ? refused(edit) : { edits: [edit] };
};
