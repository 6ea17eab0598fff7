/** Acceptance by a comment in a file that defines a pipeline: `# chokepoint: accept RULE until DATE by OWNER because REASON`. */
import type { Diagnostic, Span } from '../source/span.ts';
import type { AcceptedRisk } from './declarations/types.ts';

const HOW = 'write: # chokepoint: accept RULE until 2027-01-31 by OWNER because REASON';
const COMMENT = /(?:^|[\s;])(?:#|\/\/)\s*chokepoint:\s*(.*)$/;
const ACCEPT = /^accept(?:\s+(?!until\b)(\S+))?\s+until\s+(\S+)\s+by\s+(\S+(?:\s+\S+)*?)\s+because\s+(\S.*?)\s*$/;

export interface InlineAcceptance {
  readonly accepted: readonly AcceptedRisk[];
  readonly problems: readonly Diagnostic[];
}

/**
 * A comment behind something is about its own line; one on a line of its own about the next line that holds more than a comment.
 * Without RULE (or with `*`) it is about whatever is found there. What is written wrong accepts nothing and is told with its place.
 */
export const inlineAcceptance = (text: string, file: string): InlineAcceptance => {
  if (!text.includes('chokepoint:')) return { accepted: [], problems: [] };
  const accepted: AcceptedRisk[] = [];
  const problems: Diagnostic[] = [];
  const lines = text.split(/\r?\n/);
  lines.forEach((line, index) => {
    const comment = COMMENT.exec(line);
    if (comment === null) return;
    const column = line.indexOf('chokepoint:', comment.index) + 1;
    const span: Span = { file, line: index + 1, column, endLine: index + 1, endColumn: line.trimEnd().length + 1 };
    const say = (message: string): void => {
      problems.push({ level: 'warning', file, message: `${message}; it accepts nothing. ${HOW}`, evidence: [span] });
    };
    const parts = ACCEPT.exec((comment[1] ?? '').trim());
    if (parts === null) return say('this comment does not say what is accepted, until when, by whom and why');
    const [, rule = '*', expires = '', owner = '', reason = ''] = parts;
    if (!isDay(expires)) return say(`"${expires.slice(0, 40)}" is not a day such as 2027-01-31`);
    const alone = /^\s*(?:#|\/\/)/.test(line);
    const target = alone ? lines.findIndex((other, at) => at > index && /\S/.test(other) && !/^\s*(?:#|\/\/)/.test(other)) : index;
    if (target < 0) return say('nothing follows that it could be about');
    accepted.push({ what: { kind: 'place', file, line: target + 1, rule: rule === '*' ? null : rule }, reason, owner, expires, span });
  });
  return { accepted, problems };
};

const isDay = (text: string): boolean => {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
};
