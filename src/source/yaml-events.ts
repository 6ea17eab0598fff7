/** The fast front end: js-yaml's parse events to the tree. */
import { EVENT_ID, type Event, getScalarValue, SCALAR_STYLE, type ScalarEvent } from 'js-yaml';
import { spanBetween } from './text.ts';
import type { YamlEntry, YamlNode, YamlScalar, YamlStyle } from './yaml-nodes.ts';
import { aliasNode, blockBounds, mappingNode, nullNode, scalarNode, sequenceNode, type TreeBuilder, valueOf } from './yaml-tree.ts';

interface Frame {
  readonly kind: 'document' | 'sequence' | 'mapping';
  readonly start: number;
  readonly tag: string | null;
  readonly anchor: string | null;
  readonly flow: boolean;
  readonly items: YamlNode[];
  readonly entries: YamlEntry[];
  key: YamlScalar | null;
  /** End of what has been read so far, blanks and comments behind it left out. */
  end: number;
}

const STYLES: Readonly<Record<number, YamlStyle>> = {
  [SCALAR_STYLE.PLAIN]: 'plain',
  [SCALAR_STYLE.SINGLE_QUOTED]: 'single',
  [SCALAR_STYLE.DOUBLE_QUOTED]: 'double',
  [SCALAR_STYLE.LITERAL_BLOCK]: 'literal',
  [SCALAR_STYLE.FOLDED_BLOCK]: 'folded',
};

/** One node for each document that has content. */
export const treeOfEvents = (builder: TreeBuilder, events: readonly Event[]): readonly YamlNode[] => {
  const { source } = builder;
  const { text } = source;
  const documents: YamlNode[] = [];
  const stack: Frame[] = [];
  const slice = (start: number, end: number): string | null => (start < 0 ? null : text.slice(start, end));

  const place = (node: YamlNode, start: number, end: number, anchor: string | null): void => {
    if (anchor !== null) builder.anchors.set(anchor, node);
    const frame = stack.at(-1);
    if (frame === undefined) return;
    frame.end = Math.max(frame.end, end);
    if (frame.kind === 'document') documents.push(node);
    else if (frame.kind === 'sequence') frame.items.push(node);
    else if (frame.key === null) frame.key = node.kind === 'scalar' ? node : keyOf(node, start, end);
    else {
      frame.entries.push({ key: frame.key, value: node.kind === 'scalar' ? valueOf(node) : node });
      frame.key = null;
    }
  };
  /** A key that is a collection, an alias of one, or nothing: its source text. */
  const keyOf = (node: YamlNode, start: number, end: number): YamlScalar =>
    scalarNode(source, node.kind === 'null' ? '' : text.slice(start, end), 'plain', null, start, node.kind === 'null' ? start : end);

  const missing = (event: ScalarEvent): void => {
    const frame = stack.at(-1);
    const tag = slice(event.tagStart, event.tagEnd);
    const written = Math.max(event.tagEnd, event.anchorEnd);
    const anchor = slice(event.anchorStart, event.anchorEnd);
    if (tag !== null && tag !== '!!null') {
      place(scalarNode(source, '', 'plain', tag, written, written), event.tagStart, written, anchor);
      return;
    }
    let end = frame?.end ?? 0;
    if (written >= 0) end = written;
    else if (frame?.kind === 'sequence') end = indicatorEnd(text, end, '-');
    const span = frame?.kind === 'mapping' && frame.key !== null ? frame.key.span : spanBetween(source, end, end);
    place(nullNode(span, tag), end, end, anchor);
  };

  const scalar = (event: ScalarEvent): void => {
    const { valueStart: start, valueEnd: end } = event;
    if (start < 0) {
      missing(event);
      return;
    }
    const style = STYLES[event.style] ?? 'plain';
    const node = scalarNode(source, getScalarValue(text, event), style, slice(event.tagStart, event.tagEnd), start, end, event.indent);
    const quote = style === 'single' || style === 'double' ? 1 : 0;
    const to = style === 'literal' || style === 'folded' ? blockBounds(text, start, end, event.indent)[1] : end + quote;
    const anchor = slice(event.anchorStart, event.anchorEnd);
    const parent = stack.at(-1);
    place(parent?.kind === 'mapping' ? node : valueOf(node), start - quote, to, anchor);
  };

  const open = (kind: Frame['kind'], start: number, tag: string | null, anchor: string | null, flow: boolean): void => {
    stack.push({ kind, start, tag, anchor, flow, items: [], entries: [], key: null, end: start });
  };

  const close = (): void => {
    const frame = stack.pop();
    if (frame === undefined || frame.kind === 'document') return;
    const closer = frame.kind === 'sequence' ? ']' : '}';
    const opener = frame.kind === 'sequence' ? '[' : '{';
    const end = frame.flow && text[frame.start] === opener ? flowEnd(text, Math.max(frame.end, frame.start + 1), closer) : frame.end;
    const span = spanBetween(source, frame.start, end);
    const node =
      frame.kind === 'sequence' ? sequenceNode(builder, frame.items, frame.tag, span) : mappingNode(builder, frame.entries, frame.tag, span);
    place(node, frame.start, end, frame.anchor);
  };

  for (const event of events) {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        builder.anchors.clear();
        open('document', 0, null, null, false);
        break;
      case EVENT_ID.SEQUENCE:
      case EVENT_ID.MAPPING:
        open(
          event.type === EVENT_ID.SEQUENCE ? 'sequence' : 'mapping',
          event.start,
          slice(event.tagStart, event.tagEnd),
          slice(event.anchorStart, event.anchorEnd),
          event.style === 2,
        );
        break;
      case EVENT_ID.SCALAR:
        scalar(event);
        break;
      case EVENT_ID.ALIAS: {
        const start = event.anchorStart - 1;
        const node = aliasNode(builder, text.slice(event.anchorStart, event.anchorEnd), stack.length, start, event.anchorEnd);
        place(node, start, event.anchorEnd, null);
        break;
      }
      case EVENT_ID.POP:
        close();
    }
  }
  return documents;
};

/** Behind the next `indicator` after `from`, past blanks and comments; `from` when something else comes first. */
const indicatorEnd = (text: string, from: number, indicator: string): number => {
  const at = skipBlank(text, from, ' \t\r\n');
  return text[at] === indicator ? at + 1 : from;
};

/** Behind the bracket that closes a flow collection whose last item ends at `from`. */
const flowEnd = (text: string, from: number, closer: string): number => {
  const at = skipBlank(text, from, ' \t\r\n,:?');
  return text[at] === closer ? at + 1 : from;
};

const skipBlank = (text: string, from: number, blank: string): number => {
  let at = from;
  while (at < text.length) {
    const c = text[at] ?? '';
    if (c === '#') while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
    else if (blank.includes(c)) at++;
    else break;
  }
  return at;
};
