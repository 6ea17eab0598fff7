/**
 * Does something ship to others or take production, as far as its names tell? Names are hints: what says nothing is told apart from what says no.
 * https://docs.github.com/en/actions/how-tos/deploy/configure-and-manage-deployments/manage-environments uses such names for environments
 */
const words = (names: string): RegExp => new RegExp(`(?:^|[^a-z])(?:${names})(?:[^a-z]|$)`, 'i');

/** Names of stages before production. What is deployed there is no production either. */
const STAGES = words('sandbox|staging|stage|stg|qa|uat|previews?|non-?prod(?:uction)?');
const TESTS = words('e2e|integration|integ|tests?|testing|dev|development|monitor(?:ing)?|read-?only|ci');
const PRODUCTION = words('live|prod(?:uction)?');
const SHIPS = words('deploy(?:s|er|ment|ments)?|publish(?:es|er|ing)?|releases?|releaser|cd');

/** CamelCase becomes words. */
const split = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1-$2');

/** 'tests' also stands for staging, previews and monitoring. A name that speaks of tests and of shipping ships: `deploy-tests`, `ci-deployer`. */
export const shipsByName = (name: string): 'ships' | 'tests' | 'unknown' => {
  const text = split(name);
  if (PRODUCTION.test(text.replace(/non-?prod(?:uction)?/gi, ''))) return 'ships';
  if (STAGES.test(text)) return 'tests';
  return SHIPS.test(text) ? 'ships' : TESTS.test(text) ? 'tests' : 'unknown';
};

/** Stages before production, by names that are used for nothing else; what a credential for `ci` opens is not told by that. */
const BEFORE_PRODUCTION = words('e2e|sandbox|tests?|testing|staging|stg|qa|uat|non-?prod(?:uction)?');

/** A credential whose name, or environment, says that it is for a stage before production. */
export const isForTests = (name: string, environment: string | null): boolean =>
  environment !== null && BEFORE_PRODUCTION.test(split(environment)) ? true : BEFORE_PRODUCTION.test(split(name)) && shipsByName(name) !== 'ships';

/** What is published under such a name is built further from before it reaches anybody; a package for tests is a package like others. */
const STAGE = words('sandbox|staging|stg|qa|uat|non-?prod(?:uction)?');

/** Does what is published under this name, which begins with its registry, go to a stage before production? What is not known of it says nothing. */
export const isStaged = (name: string): boolean => STAGE.test(split(name)) && shipsByName(name) !== 'ships';
