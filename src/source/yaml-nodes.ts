/** The YAML tree: every value with its place, aliases and merge keys resolved. Built by yaml-events.ts or, for broken files, yaml-recover.ts. */
import type { Span } from './span.ts';
import type { SourceText } from './text.ts';

export type YamlStyle = 'plain' | 'single' | 'double' | 'literal' | 'folded';

/**
 * `span` covers quotes; for block scalars it runs from the first line of content to the last, and covers the indicator when there is none.
 * `tag` is as written (`!reference`, `!!str`).
 */
export interface YamlScalar {
  readonly kind: 'scalar';
  /** The decoded text. */
  readonly value: string;
  readonly style: YamlStyle;
  readonly tag: string | null;
  readonly span: Span;
  /** Where the text lies in the source: without quotes, whole lines for block scalars, whose content is indented by `indent` (-1: no content). */
  readonly raw: { readonly source: SourceText; readonly start: number; readonly end: number; readonly indent: number };
}

export interface YamlSequence {
  readonly kind: 'sequence';
  readonly items: readonly YamlNode[];
  readonly tag: string | null;
  readonly span: Span;
}

export interface YamlEntry {
  /** A key that is no scalar is given as its source text. */
  readonly key: YamlScalar;
  readonly value: YamlNode;
}

/**
 * Entries in source order, duplicates kept. What a merge key (`<<`) brings stands in its place, as far as no explicit key overrides it.
 * The span of something that came through an alias or merge key is where it is written.
 */
export interface YamlMapping {
  readonly kind: 'mapping';
  readonly entries: readonly YamlEntry[];
  readonly tag: string | null;
  readonly span: Span;
}

/** Nothing written, or a plain `null` or `~`. The span of a value that is not written is its key's. */
export interface YamlNull {
  readonly kind: 'null';
  readonly tag: string | null;
  readonly span: Span;
}

export type YamlNode = YamlScalar | YamlSequence | YamlMapping | YamlNull;
