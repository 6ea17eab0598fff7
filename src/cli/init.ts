/** `chokepoint init`: writes a first chokepoint.yml from what the repository holds. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { CONFIG_FILE } from '../settings/declarations/types.ts';
import { firstConfig } from '../show/first-config.ts';
import { analysisOptions, analyzeFolder, print, type Streams, UsageError, writeAtomically } from './io.ts';
import { explainFailure } from './scan.ts';

/** Exit code. A file that is there is left alone unless `force` is set; `output: '-'` prints instead. */
export const initCommand = async (root: string, options: Readonly<Record<string, unknown>>, streams: Streams): Promise<number> => {
  try {
    const file = typeof options['output'] === 'string' ? options['output'] : join(root, CONFIG_FILE);
    if (file !== '-' && existsSync(file) && options['force'] !== true)
      throw new UsageError(`${file} is there already; run chokepoint ask to add answers, or give --force to write it anew.`);
    const text = firstConfig(await analyzeFolder(root, await analysisOptions(root, { ...options, config: false }), streams, options));
    if (file === '-') await print(streams.stdout, text);
    else {
      writeAtomically(file, text);
      await print(streams.stdout, `${file} is written. Answer its questions there, or with: chokepoint ask\n`);
    }
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};
