/** Guarantees that live elsewhere, as declared: put onto the transitions they are said to stop. */
import { ACTORS } from '../pipeline/model.ts';
import type { DeclaredGuarantee } from '../settings/declarations/types.ts';
import type { Transition } from './graph.ts';

export interface WithDeclared {
  readonly transitions: readonly Transition[];
  /** Those that stop nothing here, since nothing is called so. */
  readonly unused: readonly DeclaredGuarantee[];
}

/** `declared` that still count. A `*` in a name of `blocks` stands for any text; names are ids of crossings, transitions or rules. */
export const withDeclared = (transitions: readonly Transition[], declared: readonly DeclaredGuarantee[]): WithDeclared => {
  if (declared.length === 0) return { transitions, unused: [] };
  const matchers = declared.map(({ blocks }) => blocks.map(matcher));
  const used = new Set<number>();
  const guarded = transitions.map((transition): Transition => {
    const names = [transition.rule, transition.id, transition.crossing ?? transition.id];
    const fitting = declared.flatMap((guarantee, index) => {
      if (!matchers[index]?.some((fits) => names.some(fits))) return [];
      used.add(index);
      return guaranteeOf(guarantee);
    });
    return fitting.length === 0 ? transition : { ...transition, guarantees: [...transition.guarantees, ...fitting] };
  });
  return { transitions: guarded, unused: declared.filter((_, index) => !used.has(index)) };
};

const guaranteeOf = ({ id, statement, against, evidence, span }: DeclaredGuarantee): Transition['guarantees'][number] => ({
  id: `declared:${id}`,
  statement,
  enforcedBy: 'declared',
  against: against ?? ACTORS,
  strength: 'strong',
  why: `Declared, and not seen in the files. To be checked at: ${evidence}`,
  evidence: [span],
});

/** The parts between the stars in their order, the first at the start and the last at the end. */
export const matcher = (pattern: string): ((name: string) => boolean) => {
  const parts = pattern.split('*');
  const [first = '', ...others] = parts;
  const last = others.pop();
  if (last === undefined) return (name) => name === first;
  return (name) => {
    if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
    let at = first.length;
    const end = name.length - last.length;
    for (const part of others) {
      const found = name.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
};
