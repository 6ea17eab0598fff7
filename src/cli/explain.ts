/** `chokepoint explain`. */
import { explain } from '../show/explain.ts';
import { loadReport, print, type Streams, UsageError } from './io.ts';
import { KNOWLEDGE } from './knowledge.ts';
import { explainFailure, renderOptions } from './scan.ts';

export const explainCommand = async (id: string, source: string, options: Readonly<Record<string, unknown>>, streams: Streams): Promise<number> => {
  try {
    const report = await loadReport(source, options, streams);
    const text = explain(report, id, KNOWLEDGE, renderOptions(source, false, options, streams, KNOWLEDGE));
    if (!text.found) throw new UsageError(text.text);
    await print(streams.stdout, text.text);
    return 0;
  } catch (error) {
    return explainFailure(error, streams);
  }
};
