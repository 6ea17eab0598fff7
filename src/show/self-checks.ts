/** The four classic mistakes of threat modelling, each asked of this report with its own numbers, so that a reader can tell where the model may mislead. */
import type { Report } from '../reason/report.ts';
import { isInsider } from './facts.ts';
import { count, sentence, verb } from './words.ts';

export interface SelfCheck {
  readonly id: 'tools-instead-of-trust' | 'internal-taken-for-trusted' | 'third-parties-left-out' | 'ideal-instead-of-real';
  readonly title: string;
  /** Does the report hold something to look at here? */
  readonly attention: boolean;
  readonly finding: string;
}

export const selfChecks = (report: Report): readonly SelfCheck[] => [
  toolsInsteadOfTrust(report),
  internalTaken(report),
  thirdParties(report),
  idealInsteadOfReal(report),
];

/** A gate is counted by what it holds back, not by being there. */
const toolsInsteadOfTrust = ({ crossings }: Report): SelfCheck => {
  const guarantees = new Map(crossings.flatMap((crossing) => crossing.guarantees.map((guarantee) => [guarantee.id, guarantee.strength] as const)));
  const weak = [...guarantees.values()].filter((strength) => strength === 'weak').length;
  const bare = crossings.filter((crossing) => crossing.guarantees.length === 0 && crossing.status !== 'guarded').length;
  return {
    id: 'tools-instead-of-trust',
    title: 'Tools instead of trust',
    attention: weak > 0 || bare > 0,
    finding:
      crossings.length === 0
        ? 'No trust boundary was found, so no guarantee could be judged.'
        : `${sentence(count(guarantees.size, 'guarantee'))} ${verb(guarantees.size, 'stands', 'stand')} on ${count(crossings.length, 'crossing')}; ${weak === 0 ? 'none of them only looks' : count(weak, 'of them only looks', 'of them only look')} like one, and ${count(bare, 'crossing that is not closed has', 'crossings that are not closed have')} none at all.`,
  };
};

const internalTaken = ({ paths, crossings }: Report): SelfCheck => {
  const inside = paths.filter((path) => isInsider(path.actor)).length;
  const openInside = crossings.filter((crossing) => crossing.status !== 'guarded' && crossing.openTo.some(isInsider)).length;
  return {
    id: 'internal-taken-for-trusted',
    title: 'Internal taken for trusted',
    attention: inside > 0 || openInside > 0,
    finding: `${sentence(count(inside, 'path starts', 'paths start'))} with somebody inside (contributor, writer, maintainer), and ${count(openInside, 'crossing is', 'crossings are')} not closed to one.`,
  };
};

const thirdParties = ({ paths, crossings, gaps }: Report): SelfCheck => {
  const upstream = paths.filter((path) => path.actor === 'upstream').length;
  const dependency = crossings.filter((crossing) => crossing.boundary === 'dependency');
  const open = dependency.filter((crossing) => crossing.status !== 'guarded').length;
  const unread = gaps.filter((gap) => /component|action|image|orb|include|plugin|not available|not resolved/i.test(gap.reason)).length;
  return {
    id: 'third-parties-left-out',
    title: 'Third parties left out',
    attention: upstream > 0 || open > 0 || unread > 0,
    finding: `${dependency.length === 0 ? 'No crossing lets' : `${open} of ${count(dependency.length, 'crossing')} that ${verb(dependency.length, 'lets', 'let')}`} other people's code in${dependency.length === 0 ? '' : ` ${verb(open, 'is', 'are')} not closed`}; ${count(upstream, 'path starts', 'paths start')} there${unread === 0 ? '.' : `, and ${count(unread, 'component')} could not be looked into.`}`,
  };
};

const idealInsteadOfReal = ({ paths, assumptions, gaps, diagnostics }: Report): SelfCheck => {
  const unknown = assumptions.filter((assumption) => assumption.value === 'unknown').length;
  const conditional = paths.filter((path) => path.certainty === 'conditional').length;
  const unseen = gaps.length + diagnostics.length;
  return {
    id: 'ideal-instead-of-real',
    title: 'The ideal instead of the real',
    attention: unknown > 0 || unseen > 0,
    finding: `${sentence(count(unknown, 'setting is', 'settings are'))} unknown, ${count(conditional, 'path depends', 'paths depend')} on such answers, and ${count(unseen, 'place')} could not be read or resolved${unknown + unseen > 0 ? '; none of it was taken for safe' : ''}.`,
  };
};
