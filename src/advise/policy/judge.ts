/** What a policy says about a run: each rule holds, is broken at these places, or cannot be told until these settings are. */
import type { Pipeline } from '../../pipeline/model.ts';
import { ABLE, ACTOR_BITS } from '../../reason/actors.ts';
import { matcher } from '../../reason/declared.ts';
import type { Path, PolicyNote, PolicyPlace, ReportAsset, RuleVerdict, SettingValues } from '../../reason/report.ts';
import { SEVERITIES } from '../../reason/report.ts';
import { countsForFailure } from '../../settings/fail-on.ts';
import type { Deny, Never, Policy, PolicyRule } from '../../settings/policy/types.ts';
import { compareText, type Diagnostic } from '../../source/span.ts';
import { judgeJobs } from './jobs.ts';

/** More places than a reader follows; the verdict counts all of them. */
const MOST_PLACES = 50;

export interface Judged {
  /** Files of the pipeline that could not be read, or may be misread: no rule holds for what nobody has seen. */
  readonly unread: readonly Diagnostic[];
  /** With what is accepted and what the baseline knows marked. */
  readonly paths: readonly Path[];
  readonly assets: readonly ReportAsset[];
  readonly pipeline: Pipeline;
  readonly settings: SettingValues;
  /** Who reaches each asset (by index) for certain, and if every unknown setting is against us: sets of actors as bits. Asked only when no path answers. */
  readonly reach: () => { readonly certain: readonly number[]; readonly possible: readonly number[] };
}

/** What one rule found, before it is put into words for the report. */
export interface Found {
  readonly places: readonly PolicyPlace[];
  readonly questions: readonly string[];
}

export const judgePolicy = (policy: Policy, file: string, judged: Judged): PolicyNote => {
  const rules = policy.rules.map((rule) => verdictOf(rule, judged));
  const risk = judged.paths
    .filter((path) => path.accepted === undefined && path.known !== true && countsForFailure(path, judged.pipeline.asOf))
    .reduce((sum, path) => sum + path.risk, 0);
  const over = policy.riskBudget !== null && risk > policy.riskBudget;
  return {
    file,
    fails: over || rules.some(({ fails }) => fails),
    rules,
    ...(policy.riskBudget === null ? {} : { riskBudget: { budget: policy.riskBudget, risk: Math.round(risk * 10_000) / 10_000 } }),
  };
};

const verdictOf = (rule: PolicyRule, judged: Judged): RuleVerdict => {
  const { what } = rule;
  const { places: found, questions } = what.kind === 'every' ? judgeJobs(what, judged.pipeline, judged.settings) : judgePaths(what, judged);
  const places = found.length > 0 ? found : judged.unread.map(notRead);
  const verdict = places.some((place) => place.verdict === 'broken') ? 'broken' : places.length > 0 ? 'unknown' : 'holds';
  const known = new Set(judged.paths.flatMap((path) => (path.known === true ? path.id : [])));
  const counting = rule.newOnly ? places.filter(({ path }) => path === null || !known.has(path)) : places;
  const worstFirst = [...places].sort((a, b) => compareText(a.verdict, b.verdict));
  return {
    id: rule.id,
    reason: rule.reason,
    verdict,
    fails: counting.some((place) => place.verdict === 'broken' || rule.unknownFails),
    places: worstFirst.slice(0, MOST_PLACES),
    questions: verdict === 'unknown' ? [...new Set(questions)].sort(compareText) : [],
    evidence: [rule.span],
  };
};

const notRead = ({ file, evidence }: Diagnostic): PolicyPlace => ({
  verdict: 'unknown',
  path: null,
  statement: `What \`${file.replaceAll('`', "'")}\` does is not known, since it could not be read as it stands.`,
  evidence: evidence.slice(0, 1),
});

const judgePaths = (what: Deny | Never, judged: Judged): Found => {
  const assets = new Map(judged.assets.map((asset) => [asset.id, asset]));
  const fits = what.kind === 'deny' ? denied(what) : reaching(what);
  const all = judged.paths.filter((path) => fits(path, assets.get(path.asset)));
  const open = all.filter((path) => path.accepted === undefined);
  const alone = what.kind === 'deny' && what.certainty === 'conditional';
  const places = open.map((path): PolicyPlace => {
    const step = path.steps.findLast(({ boundary }) => boundary !== null) ?? path.steps[0];
    return {
      verdict: path.certainty === 'proven' || alone ? 'broken' : 'unknown',
      path: path.id,
      statement: path.reason,
      evidence: step?.evidence.slice(0, 1) ?? [],
    };
  });
  const questions = open.flatMap(({ dependsOn }) => dependsOn);
  // The list of paths has limits. Who reaches what has none, so an invariant is not said to hold by the list alone.
  return what.kind === 'never' && all.length === 0 ? { places: unlisted(what, judged), questions } : { places, questions };
};

const unlisted = (what: Never, { assets, reach }: Judged): readonly PolicyPlace[] => {
  const matching = assets.flatMap((asset, index) => (isNamed(what, asset) ? { asset, index } : []));
  if (matching.length === 0) return [];
  const { certain, possible } = reach();
  const from = what.from.reduce((mask, actor) => mask | ACTOR_BITS[actor], 0);
  return matching.flatMap(({ asset, index }): readonly PolicyPlace[] => {
    const broken = ((certain[index] ?? 0) & from) !== 0;
    if (!broken && ((possible[index] ?? 0) & from) === 0) return [];
    const statement = `\`${asset.name.replaceAll('`', "'")}\` is reached${broken ? '' : ' under settings that nobody has told'}, by a path that the report does not list.`;
    return [{ verdict: broken ? 'broken' : 'unknown', path: null, statement, evidence: asset.evidence.slice(0, 1) }];
  });
};

type Fits = (path: Path, asset: ReportAsset | undefined) => boolean;

const denied = ({ severity, actors, assets, boundaries, certainty }: Deny): Fits => {
  const least = severity === null ? SEVERITIES.length : SEVERITIES.indexOf(severity);
  const named = assets.map(matcher);
  return (path, asset) =>
    SEVERITIES.indexOf(path.severity) <= least &&
    (actors.length === 0 || actors.includes(path.actor)) &&
    (certainty === null || path.certainty === certainty) &&
    (boundaries.length === 0 || path.steps.some(({ boundary }) => boundary !== null && boundaries.includes(boundary))) &&
    (named.length === 0 || (asset !== undefined && named.some((fits) => fits(asset.kind) || fits(asset.id) || fits(asset.name))));
};

const reaching = (what: Never): Fits => {
  const from = what.from.reduce((mask, actor) => mask | ACTOR_BITS[actor], 0);
  return (path, asset) => (ABLE[path.actor] & from) !== 0 && asset !== undefined && isNamed(what, asset);
};

const isNamed = ({ to }: Never, { kind, id, name }: ReportAsset): boolean =>
  (to.kinds.length === 0 || to.kinds.includes(kind)) &&
  (to.assets.length === 0 || to.assets.some((pattern) => matcher(pattern)(id) || matcher(pattern)(name)));
