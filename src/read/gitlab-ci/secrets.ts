/** Which secrets a job holds. https://docs.gitlab.com/ci/variables/, https://docs.gitlab.com/ci/secrets/ */
import { secretPurpose } from '../../knowledge/secrets.ts';
import type { Effect } from '../../pipeline/effects.ts';
import type { Actor, Guarantee, SecretUse } from '../../pipeline/model.ts';
import type { YamlEntry } from '../../source/yaml.ts';
import { secretOfEnvironment, secretProtected } from './guarantees.ts';
import type { RunContext } from './lowering.ts';
import type { JobSyntax } from './syntax.ts';
import type { Seed } from './triggers.ts';

/** Whom a protected variable is kept from on this ref. Tags may be protected: then nobody but who may make them gets there. */
const withheldFrom = ({ ref }: Seed): readonly Actor[] | null =>
  ref === 'default' ? null : ref === 'tag' ? ['outsider', 'contributor', 'writer'] : ['outsider', 'contributor', 'writer', 'maintainer', 'upstream'];

/** Every job holds every variable of the project, whether it names it or not. */
export const secretsOf = (
  context: RunContext,
  own: readonly YamlEntry[],
  environmentName: string | null,
  job: JobSyntax | null = null,
): readonly SecretUse[] => {
  const against = withheldFrom(context.seed);
  const held = context.configuration.secrets.map(({ use, jobs }): SecretUse => {
    const guarantees: readonly Guarantee[] = [
      ...(against === null ? [] : [secretProtected(use.name, against)]),
      ...(use.environment !== null && use.environment !== environmentName
        ? secretOfEnvironment(use.name, use.environment, context.seed.definition === 'proposed')
        : []),
    ];
    return { ...use, span: job === null || jobs.has(job.key) ? use.span : job.keySpan, ...(guarantees.length === 0 ? {} : { guarantees }) };
  });
  const fromVaults = own.map(
    ({ key }): SecretUse => ({
      name: key.value,
      purpose: secretPurpose(key.value, []),
      environment: environmentName,
      store: 'gitlab-ci',
      kind: 'named',
      span: key.span,
    }),
  );
  return [...held, ...fromVaults];
};

const SHIPS: ReadonlySet<SecretUse['purpose']> = new Set(['publish', 'registry', 'cloud', 'source']);

/**
 * What the script publishes or deploys with a credential that its commands do not name, as tools look theirs up themselves. Where the job, what
 * all jobs share, or else the project as a whole has just one that could be it, it is that one.
 */
export const shippedWith = ({ configuration }: RunContext, { key }: JobSyntax, effects: readonly Effect[]): readonly Effect[] => {
  if (!effects.some((effect) => (effect.kind === 'publish' || effect.kind === 'deploy') && effect.credential === null)) return effects;
  const able = configuration.secrets.filter(({ use }) => SHIPS.has(use.purpose));
  const named = able.filter(({ jobs }) => jobs.size === 0 || jobs.has(key));
  const pool = (named.length > 0 ? named : able).map(({ use }) => use.name);
  const only = (place: string): string | null => {
    const speaking = pool.filter((name) => name.toLowerCase().includes(place.toLowerCase()));
    const [first, second] = speaking.length > 0 ? speaking : pool;
    return second === undefined ? (first ?? null) : null;
  };
  return effects.map((effect) => {
    if (effect.kind === 'publish' && effect.credential === null) return { ...effect, credential: only(effect.publication.type) };
    return effect.kind === 'deploy' && effect.credential === null ? { ...effect, credential: only(effect.target) } : effect;
  });
};
