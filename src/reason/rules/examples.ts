/** What examples have in common whose point is not the review of changes: the files and settings that take merged and pushed changes out of the picture. */

/** Somebody answers for the pipeline files. */
export const OWNERS: Readonly<Record<string, string>> = { '.github/CODEOWNERS': '/.github/ @acme/security\n' };

/** Branches and tags take reviewed changes only, with nobody going round the review. */
export const REVIEWED: Readonly<Record<string, boolean>> = {
  'branch-admins-included': true,
  'branch-protected': true,
  'code-owners-required': true,
  'tags-protected': true,
};
