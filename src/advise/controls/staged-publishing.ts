import type { ControlKind } from '../control.ts';
import { named, remedy, sites } from './common.ts';

const SHIPPING: ReadonlySet<string> = new Set(['artifact/shipped', 'artifact/second-publisher']);

export const stagedPublishing = {
  kind: 'staged-publishing',
  family: 'verify-artifacts',
  scope: 'repository',
  title: 'Stage versions, and let a person release them',
  why: 'The pipeline hands in a version, a maintainer confirms it with a second factor. Who takes over the pipeline can propose a version, not release it.',
  references: [{ title: 'npm: staged publishing', url: 'https://docs.npmjs.com/staged-publishing' }],
  cost: 5,
  concerns: { rules: SHIPPING },
  place: ({ rule, facts }, pipeline) =>
    SHIPPING.has(rule) && (facts.publication ?? '').startsWith('npm:') && pipeline.asOf >= SINCE ? (facts.publication ?? null) : null,
  against: () => ['outsider', 'contributor', 'writer', 'upstream'],
  remedy: (transitions) =>
    remedy(
      `At ${sites(transitions)}: stage ${named(transitions, 'publication')} instead of publishing it, and limit the trusted publisher or the token to staging. A maintainer looks at the files and releases them.`,
      'npm stage publish      # npm 11.15 or newer',
    ),
} satisfies ControlKind;

/** Stage-only tokens close the way round it. https://github.blog/changelog/2026-09-18-stage-only-npm-tokens-for-safer-automation */
const SINCE = '2026-09-18';
