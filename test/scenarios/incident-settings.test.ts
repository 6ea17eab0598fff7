/** Real incidents with the settings they had: what was conditional becomes proven, and what was proven stays so. Reads cases that are not ours to ship. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { analyze } from '../../src/analyze.ts';
import type { Tri } from '../../src/pipeline/model.ts';
import type { Path, Report } from '../../src/reason/report.ts';
import { bareId } from '../../src/settings/settings-list.ts';
import { diskTree } from '../../src/source/files.ts';
import { shared } from '../shared.ts';

interface Incident {
  readonly id: string;
  readonly system: string;
  readonly date?: string;
  readonly actors: readonly string[];
  readonly entryFile: string;
  readonly triggers: readonly string[];
  readonly assets: readonly string[];
  readonly outsideTheFiles?: readonly string[];
}

/** What a case says in words, as settings that can be declared. What happened shows that each of them was not so. */
const settingsOf = (said: string): readonly string[] => {
  const environment = /environment `?([\w-]+)`? (?:protection|rules|required)/.exec(said)?.[1];
  if (environment !== undefined && environment !== 'protection')
    return ['environment-reviewers', 'environment-branches'].map((id) => `${id}@${environment}`);
  if (said.startsWith('environment protection')) return ['environment-reviewers', 'environment-branches'];
  if (/default GITHUB_TOKEN permission/.test(said)) return ['default-token-read-only'];
  if (/fork-PR approval/.test(said)) return ['fork-approval-all', 'fork-approval-first-time'];
  if (/runner ephemerality/.test(said)) return ['runner-ephemeral'];
  if (/runner group/.test(said)) return ['runner-group-restricted'];
  if (/branch protection/.test(said)) return ['branch-protected'];
  if (/federated credential subject/.test(said)) return ['oidc-subject-restricted'];
  if (/publishing-access/.test(said)) return ['publishing-identity-only'];
  if (/2FA/.test(said)) return ['publishing-approved'];
  return [];
};

const root = shared('CHOKEPOINT_INCIDENTS', 'incidents');
const cases: readonly Incident[] =
  root === null
    ? []
    : readdirSync(root)
        .filter((name) => existsSync(join(root, name, 'case.json')))
        .map((name) => JSON.parse(readFileSync(join(root, name, 'case.json'), 'utf8')) as Incident)
        .filter(({ system, outsideTheFiles = [] }) => system === 'github-actions' && outsideTheFiles.flatMap(settingsOf).length > 0);

const scan = (incident: Incident, settings: ReadonlyMap<string, Tri>): Promise<Report> => {
  const folder = join(root ?? '', incident.id, 'vulnerable');
  const external = join(folder, '_external');
  return analyze(diskTree(folder), {
    asOf: incident.date ?? '2026-11-22',
    settings,
    components: existsSync(external) ? { tree: diskTree(external), prefix: '_external/', inside: '_external' } : null,
  });
};

const matching = (report: Report, { actors, entryFile, triggers, assets }: Incident): readonly Path[] => {
  const kinds = new Map(report.assets.map(({ id, kind }) => [id, kind]));
  return report.paths.filter(
    (path) =>
      actors.includes(path.actor) &&
      (entryFile === '*' || path.entry.workflow === entryFile) &&
      (triggers.includes('*') || triggers.includes(path.entry.trigger)) &&
      assets.includes(kinds.get(path.asset) ?? ''),
  );
};

const CHAIN = ['outsider', 'contributor', 'writer', 'maintainer'];
const rank = (actor: string): number => CHAIN.indexOf(actor);
const becameProven = new Map<string, boolean>();

describe.skipIf(root === null)('incidents with the settings they had', () => {
  it('are there', () => expect(cases.length).toBeGreaterThan(15));

  it.each(cases.map((one) => [one.id, one] as const))(
    '%s',
    async (_, incident) => {
      const settings = new Map<string, Tri>((incident.outsideTheFiles ?? []).flatMap(settingsOf).map((id) => [id, false]));
      const [before, after] = [matching(await scan(incident, new Map()), incident), matching(await scan(incident, settings), incident)];
      expect(before.length).toBeGreaterThan(0);
      const isTold = (id: string): boolean => settings.has(id) || settings.has(bareId(id));
      // Nothing that was told is a condition any more.
      expect(after.flatMap((path) => path.conditions.map((c) => c.setting)).filter(isTold)).toEqual([]);
      // What hung on nothing else is proven now: the same loss, by the same actor or a weaker one. Other questions stay open.
      const proven = after.filter((path) => path.certainty === 'proven');
      for (const path of before.filter(({ conditions }) => conditions.length > 0 && conditions.every((c) => isTold(c.setting))))
        expect(proven.filter((p) => p.asset === path.asset && rank(p.actor) <= rank(path.actor)).map((p) => p.asset)).toContain(path.asset);
      becameProven.set(incident.id, before.some((path) => path.conditions.some((c) => isTold(c.setting))) && proven.length > 0);
    },
    60_000,
  );

  it('become proven where they hung on a setting that the case names', () => {
    // Of the rest, some hung on no such setting, and one on callers that nobody sees (a reusable workflow).
    expect([...becameProven].filter(([, is]) => is).length).toBeGreaterThanOrEqual(12);
  });
});
