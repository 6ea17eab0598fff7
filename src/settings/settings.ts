/**
 * Facts that are not in the files. Each is unknown until told; nobody may take an unknown one for true or false silently.
 * The value is the answer to `question`.
 */
export interface Setting {
  readonly id: string;
  /** What the name after `@` stands for; absent for settings of the whole repository, which take no name. */
  readonly parameter?: string;
  readonly question: string;
  /** The same as a statement, for the ledger: "The default token can only read." */
  readonly statement: string;
  readonly whereToFind: string;
  /** The vendor's documented default, by date: the last entry whose `since` is not after `asOf` counts. Null: depends, no default is documented. */
  readonly defaults: readonly { readonly since: string; readonly value: boolean | null; readonly note: string }[];
  readonly source: string;
  readonly system: string;
}
