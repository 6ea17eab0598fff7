/** `chokepoint compare-model`: a threat model that somebody drew, beside the pipeline as it is configured. */
import { readFileSync, statSync } from 'node:fs';
import { compareDrawing } from '../compare/drawn/compare.ts';
import { readDrawing } from '../compare/drawn/read.ts';
import { canonicalJson } from '../show/canonical.ts';
import { showComparison } from '../show/drawn.ts';
import { InputError, loadReport, print, type Streams, UsageError } from './io.ts';
import { explainFailure, renderOptions } from './scan.ts';

const MOST_BYTES = 50_000_000;

/** Exit code. `source`: a folder, or a report with its graph. */
export const compareModelCommand = async (
  file: string,
  source: string,
  options: Readonly<Record<string, unknown>>,
  streams: Streams,
): Promise<number> => {
  try {
    const format = options['format'] ?? 'terminal';
    if (format !== 'terminal' && format !== 'json') throw new UsageError(`--format takes terminal or json here, not "${String(format)}".`);
    const drawing = readDrawing(contentOf(file));
    if ('error' in drawing) throw new InputError(`${file} ${drawing.error}.`);
    const report = await loadReport(source, options, streams);
    if (report.graph === undefined) throw new UsageError('This report was made with --no-graph, so flows cannot be compared; make it without.');
    const comparison = compareDrawing(drawing.model, report);
    await print(
      streams.stdout,
      format === 'json'
        ? `${canonicalJson({ schema: 'chokepoint.model-comparison/1', ...comparison })}\n`
        : showComparison(comparison, renderOptions(source, false, options, streams)),
    );
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};

const contentOf = (file: string): string => {
  try {
    if (statSync(file).size > MOST_BYTES) throw new InputError(`${file} is larger than ${MOST_BYTES} bytes.`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(`${file} cannot be read.`);
  }
};
