/** Text from a repository on the page. It only ever becomes text nodes. */
import type { JSX } from 'preact';
import type { Span } from '../../../source/span.ts';
import { segments, visible } from '../../text.ts';
import { type Excerpts, linesAt } from '../excerpts.ts';

/** A statement, with the names in it set apart. */
export const Prose = ({ text }: { readonly text: string }): JSX.Element => (
  <>{segments(text).map(({ text, name }, i) => (name ? <code key={i}>{text}</code> : <span key={i}>{text}</span>))}</>
);

/** A statement as one plain line. */
export const bare = (text: string): string =>
  segments(text)
    .map((segment) => segment.text)
    .join('');

const place = ({ file, line, endLine }: Span): string => `${visible(file)}:${line}${endLine > line ? `–${endLine}` : ''}`;

/** The lines of a span, what it covers highlighted; only where it is, when the text is not at hand. */
export const Source = ({ span, excerpts }: { readonly span: Span; readonly excerpts: Excerpts | null }): JSX.Element => {
  const found = linesAt(excerpts, span);
  return (
    <figure class="source">
      <figcaption>{place(span)}</figcaption>
      {found === null ? (
        <p class="missing">
          {excerpts === null ? 'The text is not in this map: it was made from a report alone.' : 'The text of this file was not at hand.'}
        </p>
      ) : (
        // Keyboard users have to be able to scroll long lines.
        <pre tabIndex={0} aria-label={`Source, ${place(span)}`}>
          {found.lines.map((line, i) => (
            <Line key={i} number={found.from + i} text={line} span={span} />
          ))}
        </pre>
      )}
    </figure>
  );
};

const Line = ({ number, text, span }: { readonly number: number; readonly text: string; readonly span: Span }): JSX.Element => {
  const inside = number >= span.line && number <= span.endLine;
  const indent = text.length - text.trimStart().length;
  const start = inside ? Math.max(number === span.line ? span.column - 1 : 0, indent) : text.length;
  const end = inside ? (number === span.endLine ? span.endColumn - 1 : text.length) : text.length;
  const shown = (part: string): string => visible(part.replaceAll('\t', '  '));
  return (
    <span class={inside ? 'line hit' : 'line'}>
      <span class="number" aria-hidden="true">
        {number}
      </span>
      <span>
        {shown(text.slice(0, start))}
        {inside && end > start ? <mark>{shown(text.slice(start, end))}</mark> : null}
        {inside ? shown(text.slice(Math.max(start, end))) : null}
        {'\n'}
      </span>
    </span>
  );
};

export const Sources = ({
  spans,
  excerpts,
  most = 3,
}: {
  readonly spans: readonly Span[];
  readonly excerpts: Excerpts | null;
  readonly most?: number;
}): JSX.Element | null =>
  spans.length === 0 ? null : (
    <div class="sources">
      {spans.slice(0, most).map((span, i) => (
        <Source key={i} span={span} excerpts={excerpts} />
      ))}
      {spans.length > most ? (
        <details>
          <summary>{spans.length - most} more places</summary>
          {spans.slice(most).map((span, i) => (
            <Source key={i} span={span} excerpts={excerpts} />
          ))}
        </details>
      ) : null}
    </div>
  );
