import { arrange } from '../map/draw.ts';
import { mapModel } from '../map/model.ts';
import { svgOf } from '../map/svg.ts';

import { DEFAULT_VIEW, type MapView, mapView } from '../map/view.ts';
import type { Format } from './format.ts';

/** More than this and a picture in a document cannot be read. */
const NODES_AT_MOST = 60;

const NOTHING: MapView = { nodes: [], edges: [], nodeOf: new Map(), cut: 0 };

export const svg: Format = {
  id: 'svg',
  title: 'The trust map as a picture for documents',
  mediaType: 'image/svg+xml',
  extension: 'svg',
  render(report) {
    const model = mapModel(report);
    const view = model === null ? NOTHING : mapView(model, { ...DEFAULT_VIEW, nodesAtMost: NODES_AT_MOST });
    return svgOf(view, arrange(view), `Trust map of ${report.subject.root}`);
  },
};
