/** What must hold for the report of any repository, however hostile. */
import { analyze } from '../../src/analyze.ts';
import { KNOWLEDGE } from '../../src/cli/knowledge.ts';
import type { Report } from '../../src/reason/report.ts';
import { explain } from '../../src/show/explain.ts';
import { FORMATS } from '../../src/show/formats/index.ts';
import { DEFAULT_OPTIONS } from '../../src/show/options.ts';
import { diskTree, type FileTree } from '../../src/source/files.ts';
import type { Span } from '../../src/source/span.ts';
import { MARK } from './payloads.ts';

export const AS_OF = '2026-11-24';
/** A pipeline beside the hostile one, which must be analysed all the same. */
export const HEALTHY = '.github/workflows/zz-healthy.yml';
export const HEALTHY_TEXT = `on: issue_comment
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.comment.body }}"
        env:
          HEALTHY_KEY: \${{ secrets.HEALTHY_KEY }}
`;

export type Validate = (value: unknown) => string | null;

/** Characters that act on a terminal or hide what stands there: C0 and C1 controls but line breaks, marks of direction, characters without width. */
const isActing = (code: number): boolean =>
  (code < 0x20 && code !== 9 && code !== 10) ||
  (code >= 0x7f && code <= 0x9f) ||
  (code >= 0x202a && code <= 0x202e) ||
  (code >= 0x2066 && code <= 0x2069) ||
  code === 0x200b ||
  code === 0x200e ||
  code === 0x200f;
const acting = (text: string): string | null => {
  for (let i = 0; i < text.length; i++)
    if (isActing(text.charCodeAt(i))) return `U+${text.charCodeAt(i).toString(16)} in ${JSON.stringify(text.slice(Math.max(0, i - 40), i + 20))}`;
  return null;
};

/** Elements that only a name could have brought in. `text` without what the format itself writes as script or style. */
const ELEMENTS = new RegExp(`<(?:img|script|svg/onload|x|details)[^>]{0,200}${MARK}`, 'i');
const markup = (id: string, text: string): string | null => {
  // Terminals and dot have no elements; code in Markdown is text, and JSON is data.
  const read = id === 'html' || id === 'svg' ? text : id === 'markdown' ? text.replaceAll(/(`+)(?!`)[^]*?(?<!`)\1(?!`)/g, '') : '';
  const found = ELEMENTS.exec(read);
  if (found !== null) return `an element came through: ${read.slice(Math.max(0, found.index - 60), found.index + 60)}`;
  const link = id === 'markdown' ? new RegExp(`(?<!\\\\)\\]\\((?:javascript:|https://x\\.example/)${MARK}`).exec(read) : null;
  return link === null ? null : `a link came through: ${read.slice(Math.max(0, link.index - 60), link.index + 60)}`;
};

const outside = (span: Span, tree: FileTree): string | null => {
  const { file, line, column, endLine, endColumn } = span;
  const at = `${file}:${line}:${column}-${endLine}:${endColumn}`;
  if (!(line >= 1 && column >= 1 && (endLine > line || (endLine === line && endColumn >= column)))) return `no place: ${at}`;
  const text = tree.read(file);
  if (text === null) return null;
  const rows = text.split(/\r\n|\r|\n/);
  const last = rows[endLine - 1];
  return last === undefined || endColumn > last.length + 2 ? `behind the end of the file: ${at}` : null;
};

export interface Examined {
  readonly report: Report;
  /** What is wrong, in words. */
  readonly faults: readonly string[];
}

/** Analyses the folder, and shows the report in every way. Never throws. */
export const examine = async (
  folder: string,
  validate: Validate,
  show: boolean,
): Promise<Examined | { readonly report: null; readonly faults: readonly string[] }> => {
  const faults: string[] = [];
  try {
    const tree = diskTree(folder);
    const report = await analyze(tree, { asOf: AS_OF, settings: new Map() });
    if (!report.paths.some(({ entry }) => entry.workflow === HEALTHY)) faults.push('the healthy pipeline beside it has no path');
    const wrong = validate(JSON.parse(JSON.stringify(report)));
    if (wrong !== null) faults.push(`the report is not valid: ${wrong}`);
    for (const { file, message, evidence } of [...report.diagnostics, ...report.gaps.map((gap) => ({ ...gap, message: gap.reason }))]) {
      if (file === '' || message === '') faults.push('a diagnostic or gap without file or reason');
      for (const span of evidence) {
        const trouble = outside(span, tree);
        if (trouble !== null) faults.push(`${trouble} (${message.slice(0, 60)})`);
      }
    }
    if (show) faults.push(...shown(report, tree));
    if ('polluted' in {} || Object.keys(Object.prototype).length > 0) faults.push('the prototype of objects was changed');
    return { report, faults: [...new Set(faults)].slice(0, 20) };
  } catch (error) {
    return { report: null, faults: [`threw: ${error instanceof Error ? (error.stack ?? error.message).slice(0, 1500) : String(error)}`] };
  }
};

/** What people see as it is; the page of the map shows its data itself, which test/map holds. */
const READ_AS_TEXT = new Set(['dot', 'explain', 'markdown', 'svg', 'terminal']);

const shown = (report: Report, tree: FileTree): readonly string[] => {
  const options = { ...DEFAULT_OPTIONS, width: 100, read: tree.read, knowledge: KNOWLEDGE };
  const faults: string[] = [];
  const ids = [...report.paths, ...report.crossings, ...report.controls, ...report.assets].map(({ id }) => id);
  const texts: readonly (readonly [string, string])[] = [
    ...FORMATS.map((format) => [format.id, format.render(report, options)] as const),
    ...ids.slice(0, 40).map((id) => ['explain', explain(report, id, KNOWLEDGE, options).text] as const),
  ];
  for (const [id, text] of texts) {
    const trouble = [markup(id, text), READ_AS_TEXT.has(id) ? acting(text) : null].filter((found) => found !== null);
    faults.push(...trouble.map((found) => `${id}: ${found}`));
    if (id === 'json' || id === 'sarif') JSON.parse(text);
  }
  return faults;
};
