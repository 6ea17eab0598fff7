/**
 * Facts that are not in the files. Each is unknown until told; nobody may take an unknown one for true or false silently.
 * The value is the answer to `question`.
 */
export interface Setting extends SettingPlace {
  readonly id: string;
  /** What the name after `@` stands for; absent for settings of the whole repository, which take no name. */
  readonly parameter?: string;
  readonly question: string;
  /** The same as a statement, for the ledger: "The default token can only read." */
  readonly statement: string;
  /** The same fact on other systems, where it is found and what it is by default there. `system`, `whereToFind` and so on tell of the first. */
  readonly alsoIn?: readonly SettingPlace[];
  /**
   * What an unknown one is taken for until somebody answers, where making every path conditional on it would hide what matters.
   * The ledger says so, and what the other answer changes. Without it, paths that rest on the setting are conditional.
   */
  readonly meantime?: { readonly value: boolean; readonly why: string };
}

/** A setting as one system has it. */
export interface SettingPlace {
  readonly system: string;
  readonly whereToFind: string;
  /** The vendor's documented default, by date: the last entry whose `since` is not after `asOf` counts. Null: depends, no default is documented. */
  readonly defaults: readonly SettingDefault[];
  readonly source: string;
}

export interface SettingDefault {
  /** ISO date. */
  readonly since: string;
  readonly value: boolean | null;
  readonly note: string;
}
