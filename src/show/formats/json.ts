import { canonicalJson } from '../canonical.ts';
import type { Format } from './format.ts';

export const json: Format = {
  id: 'json',
  title: 'The whole report, for programs (the contract chokepoint.report/1)',
  mediaType: 'application/json',
  extension: 'json',
  render(report, options) {
    const { graph, ...rest } = report;
    const shown = options.graph && graph !== undefined ? report : rest;
    return `${canonicalJson(shown)}\n`;
  },
};
