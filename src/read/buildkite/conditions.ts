/** `if` and `branches` of steps, three-valued, as far as they are of the usual forms. https://buildkite.com/docs/pipelines/configure/conditionals */
import type { Job, Scenario } from '../../pipeline/model.ts';

type Reach = Job['reach'];

const DEFAULT = /^(?:main|master|trunk|develop)$/;
const isTag = ({ id }: Scenario): boolean => id.endsWith('/tag');
const isPull = ({ id }: Scenario): boolean => id.startsWith('pull_request');
const onDefault = ({ proposer }: Scenario): boolean => proposer === null;

const and = (all: readonly Reach[]): Reach => (all.includes('never') ? 'never' : all.includes('depends') ? 'depends' : 'always');
const or = (all: readonly Reach[]): Reach => (all.includes('always') ? 'always' : all.includes('depends') ? 'depends' : 'never');
const not = (one: Reach): Reach => (one === 'always' ? 'never' : one === 'never' ? 'always' : 'depends');
const sure = (holds: boolean): Reach => (holds ? 'always' : 'never');

/** Is the branch of the build called so? A writer takes any name but the default branch's. */
const isBranch = (name: string, scenario: Scenario): Reach => {
  if (onDefault(scenario)) return DEFAULT.test(name) ? 'always' : 'depends';
  return isTag(scenario) || !DEFAULT.test(name) ? 'depends' : 'never';
};

export const conditionLets = (condition: string | null, scenario: Scenario): Reach => {
  if (condition === null || condition.length > 2000) return condition === null ? 'always' : 'depends';
  // Brackets and mixed operators are left open.
  if (/[()]/.test(condition) || (condition.includes('&&') && condition.includes('||'))) return 'depends';
  const parts = (sign: string): readonly string[] => condition.split(sign).map((part) => part.trim());
  if (condition.includes('||')) return or(parts('||').map((part) => one(part, scenario)));
  return and(parts('&&').map((part) => one(part, scenario)));
};

const one = (part: string, scenario: Scenario): Reach => {
  const test = /^build\.([\w.]+)\s*(==|!=)\s*(?:"([^"]*)"|'([^']*)'|(null|true|false))$/.exec(part);
  if (test === null) return 'depends';
  const [, field, sign, double, single, word] = test;
  const value = double ?? single ?? word ?? '';
  const plain = ((): Reach => {
    switch (field) {
      case 'branch':
        return word === undefined ? isBranch(value, scenario) : 'never';
      case 'tag':
        return word === 'null' ? sure(!isTag(scenario)) : isTag(scenario) ? 'depends' : 'never';
      case 'pull_request.id':
        return word === 'null' ? sure(!isPull(scenario)) : 'depends';
      case 'pull_request.repository.fork':
        return word === 'true' ? sure(scenario.id.endsWith('/fork')) : word === 'false' ? sure(!scenario.id.endsWith('/fork')) : 'depends';
      case 'source':
        return scenario.trigger === 'schedule' || scenario.trigger === 'ui' ? sure(scenario.trigger === value) : sure(value === 'webhook');
      default:
        return 'depends';
    }
  })();
  return sign === '==' ? plain : not(plain);
};

/** `branches: main feature/* !old`, in one text or a list. */
export const branchesLet = (branches: readonly string[], scenario: Scenario): Reach => {
  const all = branches.flatMap((entry) => entry.trim().split(/\s+/)).filter((entry) => entry !== '');
  if (all.length === 0) return 'always';
  const is = (glob: string): Reach => (glob === '*' ? 'always' : glob.includes('*') ? 'depends' : isBranch(glob, scenario));
  const open = all.filter((entry) => !entry.startsWith('!'));
  const shut = all.filter((entry) => entry.startsWith('!')).map((entry) => is(entry.slice(1)));
  return and([open.length === 0 ? 'always' : or(open.map(is)), not(or(shut))]);
};
