/** The CI systems that are read, sorted by id. A new one is its folder and a line here. */
import type { FileTree } from '../source/files.ts';
import { appveyor } from './appveyor/index.ts';
import { argo } from './argo/index.ts';
import { awsCodebuild } from './aws-codebuild/index.ts';
import { azurePipelines } from './azure-pipelines/index.ts';
import { bitbucketPipelines } from './bitbucket-pipelines/index.ts';
import { buildkite } from './buildkite/index.ts';
import { circleci } from './circleci/index.ts';
import { cirrusCi } from './cirrus-ci/index.ts';
import type { PipelineFiles, Reader } from './common/reader.ts';
import { drone } from './drone/index.ts';
import { flux } from './flux/index.ts';
import { forgejoActions, githubActions } from './github-actions/index.ts';
import { gitlabCi } from './gitlab-ci/index.ts';
import { googleCloudBuild } from './google-cloud-build/index.ts';
import { jenkins } from './jenkins/index.ts';
import { semaphore } from './semaphore/index.ts';
import { tekton } from './tekton/index.ts';
import { travisCi } from './travis-ci/index.ts';
import { woodpecker } from './woodpecker/index.ts';

export const SYSTEMS: readonly Reader[] = [
  appveyor,
  argo,
  awsCodebuild,
  azurePipelines,
  bitbucketPipelines,
  buildkite,
  circleci,
  cirrusCi,
  drone,
  flux,
  forgejoActions,
  githubActions,
  gitlabCi,
  googleCloudBuild,
  jenkins,
  semaphore,
  tekton,
  travisCi,
  woodpecker,
];

/** Where the platforms of these systems look for pipelines. */
export const pipelinePlaces = (systems: readonly Reader[]): readonly PipelineFiles[] => systems.flatMap((reader) => reader.pipelines);

/** Those of the systems that have something to read in this tree. */
export const systemsIn = (systems: readonly Reader[], tree: FileTree): readonly Reader[] =>
  systems.filter(({ pipelines, others }) => tree.files.some((file) => pipelines.some(({ path }) => path.test(file)) || others?.test(file) === true));
