/**
 * Fields of what a webhook's sender posts, by the names that hosting services give them. Whoever causes the event at the other service writes
 * titles, bodies and branch names; numbers, commits and names of accounts are the service's.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/resources-webhooks-webhook
 */
import { influenced, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';

/** Numbers, commits, times, states, and names that the service checks. */
const FACT =
  /^(?:id|node_id|number|iid|sha|after|before|oid|state|action|status|conclusion|event|event_?type|created_at|updated_at|closed_at|merged_at|date|timestamp|full_name|login|draft|merged|locked|fork|private|visibility|author_association|size|version|default_branch|merge_commit_sha|type|.*[_-]?(?:url|uri|sha|id|at|count))$/i;
const REF = /^(?:ref|head_ref|base_ref|branch|branch_name|label|ref_?name|source_branch|sourcerefname)$/i;
/** The side of a change that the repository itself writes. */
const OWN = /^(?:base|repository|organization|installation|sender)$/i;

/** A fact that the service vouches for, if the payload comes from it. */
export const isFact = (path: readonly string[]): boolean => FACT.test(path.at(-1) ?? '') || path.some((name) => OWN.test(name));

export const payloadValue = (path: readonly string[], span: Span): Value => {
  if (isFact(path)) return UNKNOWN;
  const last = path.at(-1) ?? '';
  return influenced({
    origin: { kind: 'event', field: path.join('.'), actor: 'outsider', span },
    charset: REF.test(last) ? 'ref-name' : 'any',
    via: [],
  });
};
