/** Sections and directives of declarative pipelines, as calls with blocks. */
import type { Argument, Expression, Statement } from '../../source/groovy-tree.ts';

/** `name arguments { body }` in a block. */
export interface Directive {
  readonly name: string;
  readonly arguments: readonly Argument[];
  readonly body: readonly Statement[] | null;
  readonly node: Expression;
}

export const directivesIn = (body: readonly Statement[]): readonly Directive[] =>
  body.flatMap((one): readonly Directive[] => {
    if (one.kind !== 'expression') return [];
    const node = one.value;
    if (node.kind === 'name') return [{ name: node.name, arguments: [], body: null, node }];
    if (node.kind !== 'call' || node.name === null || node.target !== null) return [];
    const last = node.arguments.at(-1);
    const block = last?.name === null && last.value.kind === 'closure' ? last.value.body : null;
    return [{ name: node.name, arguments: block === null ? node.arguments : node.arguments.slice(0, -1), body: block, node }];
  });
