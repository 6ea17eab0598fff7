/** Put in by the build; nothing of the kind where the sources run by themselves. */
declare const BUNDLE_HASH: string | undefined;

/** Tells one build of the command line from another; null where it has not been built. */
export const BUILD: string | null = typeof BUNDLE_HASH === 'string' ? BUNDLE_HASH : null;
