import type { PipelineFiles } from '../common/reader.ts';

export const SYSTEM = 'aws-codebuild';

export const PIPELINES: readonly PipelineFiles[] = [{ path: /^buildspec\.ya?ml$/, added: null }];

/** A project may name any file as its buildspec; these are the usual names. */
export const OTHERS = /(?:^|\/)[^/]*buildspec[^/]*\.ya?ml$|(?:^|\/)(?:buildspecs?|codebuild)\/(?:[^/]+\/)*[^/]+\.ya?ml$/i;
