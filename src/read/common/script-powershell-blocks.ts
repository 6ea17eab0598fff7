/** Blocks of a PowerShell script: what is assigned inside one may or may not hold behind it. */
import { fork, join, type Session, type State } from './script-session.ts';

export interface Blocks {
  /** A statement and the brace or semicolon behind it, before the statement is looked at. */
  before(statement: string, end: string): void;
  after(statement: string, end: string): void;
  end(): void;
}

/** `if`, `elseif` and `else` with what each of their blocks came to. */
interface Chain {
  readonly base: State;
  readonly branches: State[];
}
/** Null: a table or another value in braces, which is no block. */
type Open = { readonly chain: Chain; readonly last: boolean } | null;

const MAX_OPEN = 100;
const FAILS = /^\s*exit\s+[1-9]\d*\b/i;

export const powershellBlocks = (session: Session): Blocks => {
  const { state, doubt } = session;
  const { branches } = doubt;
  const open: Open[] = [];
  /** The chain that an `else` would go on with. */
  let closed: Chain | null = null;
  const inside = (): void => {
    doubt.branches = branches + open.filter((block) => block !== null).length;
  };
  return {
    before(statement) {
      const next = statement.trim();
      if (next === '') return;
      if (closed !== null && /^else(?:if)?\b/i.test(next)) Object.assign(state, fork(closed.base));
      else closed = null;
    },
    after(statement, end) {
      const text = statement.trim();
      if (doubt.branches > branches && /^(?:exit|return)\b/i.test(text) && !FAILS.test(text)) doubt.left = true;
      if (end === '{' && open.length < MAX_OPEN) {
        const value = /[@$]$/.test(text);
        const chain = closed ?? { base: fork(state), branches: [] };
        open.push(value ? null : { chain, last: /^else$/i.test(text) });
        closed = null;
        inside();
      } else if (end === '}') {
        const block = open.pop();
        inside();
        if (block === undefined || block === null) return;
        // Joining gives the state maps of its own, so that the branch keeps those which it has now.
        block.chain.branches.push({ ...state });
        const ends = block.last ? block.chain.branches : [block.chain.base, ...block.chain.branches];
        join(session, state, ends.length === 1 ? ends.map(fork) : ends);
        closed = block.chain;
      }
    },
    end() {
      doubt.branches = branches;
    },
  };
};
