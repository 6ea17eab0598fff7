/** Arguments that turn a command against the script: options in place of operands, programs of small languages. */
import { injectable, programOf } from '../../knowledge/commands/arguments.ts';
import { hasOption, optionValues, type ParsedCall } from './script-call.ts';
import { argument } from './script-session.ts';
import { dangerous, splitting, valueOf } from './script-text.ts';

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
    );
    return;
  }
  const found = injectable(name, operands[0]?.exact ?? null);
  if (found === null) return;
  // Outside quotes the shell makes several arguments of the text; inside them it is an option only from its first character on.
  const loose = call.args.slice(1).filter((a) => a.splits);
  const free = operands.filter((a, i) => a.free && i < call.dashes && !loose.includes(a));
  argument(
    session,
    [...loose, ...free].flatMap((a) => splitting(valueOf(a.text))),
    name,
    found.how,
    span,
  );
};
