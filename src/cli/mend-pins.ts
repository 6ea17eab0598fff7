/** `--pins`, `--online` and `--write-pins` of `chokepoint mend`. */
import { readFileSync } from 'node:fs';
import { readPins, writtenPins } from '../mend/pins.ts';
import type { Pins } from '../mend/types.ts';
import { visible } from '../show/text.ts';
import type { PinQuestions, Registries } from './collect.ts';
import { InputError, type Streams, UsageError, writeAtomically } from './io.ts';

/** What the file tells; null without one. Throws InputError. */
export const pinsOf = (file: unknown): Pins | null => {
  if (typeof file !== 'string') return null;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new InputError(`${file} cannot be read; --pins takes a file of references with their commits or digests.`);
  }
  const pins = readPins(text, file);
  if (typeof pins === 'string') throw new InputError(pins);
  return pins;
};

/** How the rest is looked up, and all of it written down; null where nobody asked for the network. Throws UsageError. */
export const lookUpOf = (
  options: Readonly<Record<string, unknown>>,
  known: Pins | null,
  streams: Streams,
  registries: Registries,
): ((questions: PinQuestions) => Promise<Pins>) | null => {
  const file = options['writePins'];
  if (options['online'] !== true) {
    if (file !== undefined) throw new UsageError('--write-pins writes what --online looks up; give both.');
    return null;
  }
  return async (questions) => {
    const { onlinePins } = await import('./collect.ts');
    const found = await onlinePins(questions, options, streams, registries);
    for (const { what, reason } of found.notFound) streams.stderr.write(`chokepoint: not looked up: ${visible(what)}: ${visible(reason)}\n`);
    const pins: Pins = {
      commits: new Map([...(known?.commits ?? []), ...found.commits]),
      digests: new Map([...(known?.digests ?? []), ...found.digests]),
    };
    if (typeof file === 'string') writeAtomically(file, writtenPins(pins));
    return pins;
  };
};
