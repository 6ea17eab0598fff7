/** `chokepoint rules`, `controls`, `settings`. */
import { listControls, listRules, listSettings } from '../show/explain.ts';
import type { Streams } from './io.ts';
import { KNOWLEDGE } from './knowledge.ts';
import { renderOptions } from './scan.ts';

export const listCommand = (what: 'rules' | 'controls' | 'settings', streams: Streams): number => {
  const options = renderOptions('.', false, {}, streams, KNOWLEDGE);
  const list = { rules: listRules, controls: listControls, settings: listSettings }[what];
  streams.stdout.write(list(KNOWLEDGE, options));
  return 0;
};
