/** Names that many projects use, to tell a mistyped one by. The lists need not be complete: a name that is missing only means that nothing is said. */
import { KNOWN_ACTIONS } from './actions/index.ts';
import { MORE_ACTIONS } from './names/actions.ts';
import { NPM_PACKAGES } from './names/npm.ts';
import { CARGO_PACKAGES, RUBYGEMS_PACKAGES } from './names/other.ts';
import { PYPI_PACKAGES } from './names/pypi.ts';

/** `owner/repo`, and the owner in small letters. */
interface PopularAction {
  readonly name: string;
  readonly owner: string;
}

export interface PopularActions {
  /** In small letters. */
  readonly owners: ReadonlySet<string>;
  /** By the name of the repository, in small letters. */
  readonly byRepository: ReadonlyMap<string, readonly PopularAction[]>;
}

let popular: PopularActions | null = null;

/** Made when first asked for: most repositories name popular actions only, and few of those. */
export const popularActions = (): PopularActions => {
  if (popular !== null) return popular;
  const owners = new Set<string>();
  const byRepository = new Map<string, PopularAction[]>();
  for (const name of new Set([...KNOWN_ACTIONS.map(({ name }) => name.split('/', 2).join('/')), ...MORE_ACTIONS])) {
    const [owner = '', repository = ''] = name.toLowerCase().split('/');
    owners.add(owner);
    const known = byRepository.get(repository);
    if (known === undefined) byRepository.set(repository, [{ name, owner }]);
    else known.push({ name, owner });
  }
  popular = { owners, byRepository };
  return popular;
};

/** By ecosystem, as the package manifests name it. */
export const POPULAR_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  npm: NPM_PACKAGES,
  pypi: PYPI_PACKAGES,
  cargo: CARGO_PACKAGES,
  rubygems: RUBYGEMS_PACKAGES,
};

/** One letter added, left out or exchanged, or two neighbours swapped. False for equal texts. Linear in the length. */
export const editDistanceIsOne = (a: string, b: string): boolean => {
  if (a === b || Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  if (restA.length === restB.length) {
    const swapped = restA.length >= 2 && restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2);
    return swapped || restA.slice(1) === restB.slice(1);
  }
  return restA.length > restB.length ? restA.slice(1) === restB : restA === restB.slice(1);
};

/**
 * The package managers themselves, and for pip what it installs with: whoever makes them needs no new release to run code in an install.
 * npm brings along all it depends on. https://github.com/npm/cli, https://www.pypa.io/
 */
const MANAGERS: Readonly<Record<string, ReadonlySet<string>>> = {
  npm: new Set(['npm']),
  pypi: new Set(['pip', 'setuptools', 'wheel']),
};

/** Do these name nothing but the ecosystem's own package manager? Versions may stand behind the names. */
export const isManager = (ecosystem: string, packages: readonly string[]): boolean => {
  const managers = Object.hasOwn(MANAGERS, ecosystem) ? MANAGERS[ecosystem] : undefined;
  return packages.length > 0 && packages.every((name) => managers?.has(name.replace(/(?<=.)(?:@|[=<>~!]=?|\s).*$/, '').toLowerCase()) === true);
};
