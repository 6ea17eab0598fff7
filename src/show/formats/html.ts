import { PAGE } from 'virtual:map-page';
import { htmlOf } from '../map/html.ts';
import { pack } from '../map/pack.ts';
import type { Format } from './format.ts';

export const html: Format = {
  id: 'html',
  title: 'The trust map as one page to look at and try controls on, without network or server',
  mediaType: 'text/html',
  extension: 'html',
  render: (report, options) => htmlOf(pack(report, options.read), `Trust map of ${report.subject.root}`, PAGE),
};
