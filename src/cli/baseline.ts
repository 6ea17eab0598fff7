/** `chokepoint baseline`: writes down the paths that are open now. */
import { join } from 'node:path';
import { BASELINE_FILE, baselineText } from '../settings/baseline.ts';
import { count } from '../show/words.ts';
import { analysisOptions, analyzeFolder, onlyWanted, print, type Streams, writeAtomically } from './io.ts';
import { explainFailure } from './scan.ts';

/** Exit code. Accepted paths are left out, since they count again on a day. `output: '-'` prints instead. */
export const baselineCommand = async (root: string, options: Readonly<Record<string, unknown>>, streams: Streams): Promise<number> => {
  try {
    const report = onlyWanted(await analyzeFolder(root, await analysisOptions(root, { ...options, baseline: false }), streams, options), options);
    const paths = report.paths.filter(({ accepted }) => accepted === undefined);
    const file = typeof options['output'] === 'string' ? options['output'] : join(root, BASELINE_FILE);
    if (file === '-') await print(streams.stdout, baselineText(paths));
    else {
      writeAtomically(file, baselineText(paths));
      await print(
        streams.stdout,
        `${file} is written: ${count(paths.length, 'path')}. Name it in chokepoint.yml (policy: baseline:) or with --baseline.\n`,
      );
    }
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};
