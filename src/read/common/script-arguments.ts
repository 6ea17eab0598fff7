/** Arguments that turn a command against the script: options in place of operands, programs of small languages. */
import { injectable, programOf } from '../../knowledge/commands/arguments.ts';
import type { Value } from '../../pipeline/value.ts';
import { hasOption, optionValues, type ParsedCall } from './script-call.ts';
import { argument } from './script-session.ts';
import { dangerous, splitting, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';
import { askOf } from './watched-answers.ts';

export const optionInjection = (call: ParsedCall): void => {
  const { session, span, name, operands } = call;
  const program = programOf(name);
  if (program !== null) {
    const texts = [...optionValues(call, ...program.options), ...(hasOption(call, ...program.otherwise) ? [] : operands.slice(0, 1))];
    argument(
      session,
      texts.flatMap((a) => dangerous(valueOf(a.text))),
      name,
      program.how,
      span,
      program.readsOnly === true ? secretsInSight(call) : undefined,
    );
    return;
  }
  const [verb] = operands;
  const found = injectable(name, verb === undefined || (verb.exact === null && !verb.free) ? '' : verb.exact);
  if (found === null) return;
  // Outside quotes the shell makes several arguments of the text; inside them it is an option only from its first character on.
  const limit = found.until?.[verb?.exact ?? ''] ?? found.until?.[''];
  const last = limit === undefined ? undefined : operands[limit - 1];
  const own = last === undefined ? call.args : call.args.slice(0, call.args.indexOf(last) + 1);
  const loose = own.slice(1).filter((a) => a.splits);
  const free = operands.filter(
    (a, i) =>
      a.free &&
      i < call.dashes &&
      (limit === undefined || i < limit) &&
      !loose.includes(a) &&
      !(found.longOptionsTakeValues === true && isValue(call, a)),
  );
  const named = optionValues(call, ...(found.options ?? [])).filter((a) => a.exact === null);
  const assigned = found.assignments === true ? operands.filter((a) => a.exact === null && isExpanded(call, a.prefix)) : [];
  argument(
    session,
    [...(found.optionsOnly === true ? [] : [...loose, ...free]), ...named, ...assigned].flatMap((a) => splitting(valueOf(a.text))),
    name,
    found.how,
    span,
  );
};

const secretsInSight = ({ session, state }: ParsedCall): readonly string[] => [
  ...new Set([...askOf(session.input.env, 'secrets', secretsOf), ...[...state.vars.values()].flatMap((text) => valueOf(text).secrets)]),
];

const secretsOf = (env: ReadonlyMap<string, Value>): readonly string[] => [...env.values()].flatMap(({ secrets }) => secrets);

/** Makefiles evaluate variables where they use them; one that is there and never names it does not. https://www.gnu.org/software/make/manual/make.html#Overriding */
const isExpanded = ({ session, state }: ParsedCall, prefix: string): boolean => {
  const name = /^([A-Za-z_]\w*):?[?+]?=/.exec(prefix)?.[1];
  if (name === undefined) return false;
  const files = ['Makefile', 'GNUmakefile', 'makefile'].flatMap(
    (file) => session.input.files?.read([state.directory, file].filter((p) => p !== '').join('/')) ?? [],
  );
  return files.length === 0 || files.some((text) => text.includes(`(${name})`) || text.includes(`{${name}}`) || /^-?include\b/m.test(text));
};

const isValue = ({ args }: ParsedCall, argument: Argument): boolean => {
  const before = args[args.indexOf(argument) - 1];
  return before?.exact?.startsWith('--') === true && before.exact !== '--' && !before.exact.includes('=');
};
