/** `chokepoint map`. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { html } from '../show/formats/html.ts';
import { loadReport, onlyWanted, print, type Streams, writeAtomically } from './io.ts';
import { openPage } from './open-page.ts';
import { explainFailure, renderOptions } from './scan.ts';

export const mapCommand = async (source: string, options: Readonly<Record<string, unknown>>, streams: Streams): Promise<number> => {
  try {
    const report = onlyWanted(await loadReport(source, options, streams), options);
    const output = String(options['output']);
    const rendering = renderOptions(source, true, options, streams);
    // Beside a report there are no files to quote from.
    writeAtomically(output, html.render(report, statSync(source).isFile() ? { ...rendering, read: () => null } : rendering));
    await print(streams.stdout, `${output}\n`);
    if (options['open'] === true) {
      const trouble = await openPage(resolve(output), streams.env);
      if (trouble !== null) streams.stderr.write(`chokepoint: ${output} is written but could not be opened: ${trouble} Open it yourself.\n`);
    }
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};
