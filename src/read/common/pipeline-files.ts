/** Which files of a repository define pipelines, by the places where each system looks. */
import type { PipelineFiles } from './reader.ts';

/** The files of `files` that define pipelines, in their order. */
export const pipelineFiles = (places: readonly PipelineFiles[], files: readonly string[]): readonly string[] =>
  files.filter((file) => places.some(({ path }) => path.test(file)));

/** Paths at which a new file would be run as a pipeline too, for the systems in use. */
export const pipelineFilesToCome = (places: readonly PipelineFiles[], files: readonly string[]): readonly string[] =>
  places.flatMap(({ path, added }) => (added !== null && files.some((file) => path.test(file)) ? [added] : []));
