/** A threat model that somebody drew, whatever the tool it was drawn with. */
export interface DrawnModel {
  readonly format: 'otm' | 'threat-dragon' | 'tm-library';
  readonly name: string;
  readonly elements: readonly DrawnElement[];
  readonly flows: readonly DrawnFlow[];
  readonly boundaries: readonly DrawnBoundary[];
  readonly controls: readonly DrawnControl[];
}

export interface DrawnElement {
  readonly id: string;
  readonly kind: 'actor' | 'process' | 'store' | 'asset';
  readonly name: string;
  /** Everything else that is said about it: type, tags, description. */
  readonly about: string;
  /** Trust zone, by name; null where the drawing has none. */
  readonly zone: string | null;
}

export interface DrawnFlow {
  readonly name: string;
  /** Ids of elements. */
  readonly from: string;
  readonly to: string;
}

/** Between two zones, or a line with a name alone. */
export interface DrawnBoundary {
  readonly name: string;
  readonly zones: readonly [string, string] | null;
}

export interface DrawnControl {
  readonly name: string;
  readonly about: string;
  /** Does the drawing say that it is there? */
  readonly state: 'in place' | 'planned' | 'unsaid';
}
