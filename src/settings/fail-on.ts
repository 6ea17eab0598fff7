import { documentedDefault } from './settings-list.ts';

/** Does this path count for `--fail-on`: it is proven, or every setting it rests on has the value it needs under the documented default of that day? */
export const countsForFailure = (
  path: {
    readonly certainty: 'proven' | 'conditional';
    readonly conditions: readonly { readonly setting: string; readonly is: boolean; readonly documented?: boolean | null }[];
  },
  asOf: string,
): boolean =>
  path.certainty === 'proven' ||
  path.conditions.every(({ setting, is, documented }) => (documented === undefined ? documentedDefault(setting, asOf) : documented) === is);
