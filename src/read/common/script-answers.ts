/** Answers of a code host's API: which fields somebody else writes, and how free they are in them. */
import type { Charset } from '../../pipeline/effects.ts';

/** Fields of an answer by their last name, with how free their writers are. Fields that are not listed hold what the host itself makes. */
const FIELDS: Readonly<Record<string, Charset>> = {
  title: 'line',
  body: 'any',
  bodytext: 'any',
  message: 'any',
  messageheadline: 'line',
  messagebody: 'any',
  comments: 'any',
  reviews: 'any',
  commits: 'any',
  description: 'any',
  headrefname: 'ref-name',
  head_branch: 'ref-name',
  source_branch: 'ref-name',
  headbranch: 'ref-name',
  head_ref: 'ref-name',
  headref: 'ref-name',
  ref: 'ref-name',
  label: 'ref-name',
  displaytitle: 'line',
  display_title: 'line',
  files: 'file-name',
  filename: 'file-name',
  path: 'file-name',
  patch: 'any',
  diff: 'any',
  labels: 'line',
  name: 'line',
  email: 'line',
  homepage: 'any',
  bio: 'any',
};
const HARMLESS = new Set([
  'number',
  'iid',
  'target_branch',
  'web_url',
  'id',
  'state',
  'sha',
  'oid',
  'headrefoid',
  'head_sha',
  'headsha',
  'merged',
  'draft',
  'isdraft',
  'mergeable',
  'login',
  'databaseid',
  'createdat',
  'updatedat',
  'url',
  'html_url',
  'status',
  'conclusion',
  'length',
  'user',
  'author',
  'iscrossrepository',
  'baserefname',
  'merge_commit_sha',
  'node_id',
  'type',
  'permission',
  'role_name',
  'total_count',
  'event',
  'tagname',
  'tag_name',
  'created_at',
  'updated_at',
  'full_name',
  'mergestatestatus',
  'reviewdecision',
  'authorassociation',
  'author_association',
  'changedfiles',
  'additions',
  'deletions',
]);

export interface Selected {
  readonly field: string;
  /** Null: nothing of anybody else's. */
  readonly charset: Charset | null;
  /** It is the commit of the change. */
  readonly commit: boolean;
}

const MAX_FILTER = 2000;

/** What a jq filter picks out of an answer, told by the names in it: the last name of each path. Null: it cannot be told. */
export const selected = (whole: string): Selected | null => {
  const filter = whole.slice(0, MAX_FILTER);
  // A count or a number, whatever it was taken from.
  if (/\|\s*(?:length|tonumber|any|all|not)\s*\)?$|tonumber\]?\s*(?:\||$)/.test(filter)) return { field: 'length', charset: null, commit: false };
  const names = [
    ...filter.replaceAll(/select\([^()]*(?:\([^()]*\)[^()]*)*\)|"[^"]*"/g, '').matchAll(/\.([A-Za-z_]\w*)(?:\[[^\]]*\])?\??(?![\w.])/g),
  ].map((m) => (m[1] ?? '').toLowerCase());
  if (names.length === 0) return null;
  const known = names.map((n) => (Object.hasOwn(FIELDS, n) ? FIELDS[n] : HARMLESS.has(n) ? null : undefined));
  const commit = /head\.sha|headRefOid|head_sha|headSha|merge_commit_sha|mergeCommit/.test(filter);
  const free = names.find((_, i) => known[i] !== null && known[i] !== undefined);
  if (free !== undefined) return { field: free, charset: FIELDS[free] ?? 'any', commit };
  return known.every((k) => k === null) ? { field: names.at(-1) ?? '', charset: null, commit } : null;
};
