/** The words that policies are written in. */
export const KIND_NAMES = ['source', 'build', 'artifact', 'secret', 'release', 'infrastructure'] as const;
export type KindName = (typeof KIND_NAMES)[number];
export const BOUNDARY_NAMES = ['source', 'dependency', 'runner', 'configuration', 'artifact'] as const;
export type BoundaryName = (typeof BOUNDARY_NAMES)[number];
/** What a job may have: an OIDC identity, secrets by name, a token that writes, something it ships, a machine that is not the vendor's, proposed code. */
export const FEATURE_NAMES = ['oidc', 'secrets', 'write-token', 'publish', 'deploy', 'self-hosted', 'proposed-code'] as const;
export type FeatureName = (typeof FEATURE_NAMES)[number];
