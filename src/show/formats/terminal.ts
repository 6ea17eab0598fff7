import { sources } from '../terminal/frame.ts';
import { flow, paper } from '../terminal/paper.ts';
import { paths } from '../terminal/paths.ts';
import { allAssets, checks, loadBearing, openQuestions, plan, unseen } from '../terminal/plan.ts';
import { policy } from '../terminal/policy.ts';
import { ASSETS_AT_MOST, summary } from '../terminal/summary.ts';
import type { Format } from './format.ts';

export const terminal: Format = {
  id: 'terminal',
  title: 'For people at a terminal: a summary that fits one screen, then paths, plan and questions (the default)',
  mediaType: 'text/plain',
  extension: 'txt',
  render(report, options) {
    const p = paper(options);
    const source = sources(options.read);
    const lines = [
      ...summary(p, report),
      ...policy(p, report, options.knowledge),
      ...paths(p, report, options, source),
      ...plan(p, report),
      ...openQuestions(p, report, options.knowledge),
      ...loadBearing(p, report),
      ...unseen(p, report),
      ...allAssets(p, report, ASSETS_AT_MOST),
      ...checks(p, report),
      '',
      ...flow(p, p.dim('chokepoint explain ID tells a path, crossing, rule, control or setting in full.')),
      ...flow(p, p.dim('Other formats: --format json, sarif or markdown.')),
    ];
    return `${lines.join('\n')}\n`;
  },
};
