import { type AnalyzeOptions, analyze } from '../src/analyze.ts';
import type { Report, SettingValues } from '../src/reason/report.ts';
import { memoryTree } from '../src/source/files.ts';

/** A small repository in, its report out. The date is fixed, so that no test changes with the calendar. */
export const AS_OF = '2026-11-24';

export const analyse = (files: Readonly<Record<string, string>>, options: Partial<AnalyzeOptions> = {}): Promise<Report> =>
  analyze(memoryTree(files, 'test'), { asOf: AS_OF, ...options });

export const withSettings = (settings: Readonly<Record<string, boolean>> = {}): SettingValues => new Map(Object.entries(settings));
