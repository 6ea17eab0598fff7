/** The public names of the library. */
export { type AnalyzeOptions, analyze, examine, read, reason } from './analyze.ts';
export { mend } from './mend/mend.ts';
export type { Mended, MendResult, MendRun, Offer, Unmended } from './mend/run.ts';
export type { MendOptions, Pins } from './mend/types.ts';
export type * from './pipeline/model.ts';
export type * from './reason/graph.ts';
export type * from './reason/report.ts';
export { FORMATS, formatOf } from './show/formats/index.ts';
export { diskTree, type FileTree, InputError, memoryTree } from './source/files.ts';
export { VERSION } from './version.ts';
