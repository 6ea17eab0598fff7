/**
 * `.github/workflows/actions.lock`: workflows that are listed in it run the recorded commit of every action, those that actions bring along
 * included; called workflows are not held. Public preview since 14 October 2026.
 * https://docs.github.com/en/actions/concepts/security/workflow-dependency-lockfiles, https://github.com/github/gh-actions-lock#readme
 */
import type { Component } from '../../pipeline/model.ts';
import type { Diagnostic } from '../../source/span.ts';
import { entriesOf, get, parseYaml, textOf, textsOf } from '../../source/yaml.ts';

export const ACTIONS_LOCK = '.github/workflows/actions.lock';
const SINCE = '2026-10-14';

export interface ActionsLock {
  /** Is this workflow file listed? */
  covers(file: string): boolean;
  /** The recorded commit of `owner/repo[/path]@ref`. */
  commitOf(repository: string, path: string, ref: string): NonNullable<Component['locked']> | null;
}

/** Null where there is no lock file, or none that counts yet. `text`: null when there is no such file. */
export const readActionsLock = (text: string | null, asOf: string, diagnostics: Diagnostic[]): ActionsLock | null => {
  if (text === null || asOf < SINCE) return null;
  const { documents, diagnostics: said } = parseYaml(text, ACTIONS_LOCK);
  diagnostics.push(...said);
  const root = documents[0];
  const covered = new Set(entriesOf(get(root, 'workflows')).map(({ key }) => key.value));
  const direct = new Set(entriesOf(get(root, 'workflows')).flatMap(({ value }) => textsOf(value).map((one) => one.toLowerCase())));
  const commits = new Map<string, NonNullable<Component['locked']>>();
  for (const { key, value } of entriesOf(get(root, 'dependencies'))) {
    const commit = /^(?:sha1-)?([0-9a-f]{40})$/i.exec(textOf(get(value, 'commit')) ?? '')?.[1];
    if (commit !== undefined) commits.set(key.value.toLowerCase(), { commit, span: key.span });
    else
      diagnostics.push({
        level: 'warning',
        file: ACTIONS_LOCK,
        message: `no commit is recorded for ${key.value}, so it does not count as locked; run gh actions-lock`,
        evidence: [key.span],
      });
  }
  return {
    covers: (file) => covered.has(file),
    commitOf: (repository, path, ref) => {
      const [whole, bare] = [`${repository}/${path}@${ref}`.toLowerCase(), `${repository}@${ref}`.toLowerCase()];
      return (path === '' ? undefined : commits.get(whole)) ?? (path === '' || !direct.has(whole) ? commits.get(bare) : undefined) ?? null;
    },
  };
};
