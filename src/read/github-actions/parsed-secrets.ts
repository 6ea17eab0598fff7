/**
 * Values that expressions take out of secrets. The runner hides secrets as a whole, and writes the script, variables and inputs of each step at
 * the head of its log: https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information
 */
import type { Step } from '../../pipeline/model.ts';
import { spanAt, type YamlScalar } from '../../source/yaml.ts';
import { splitTemplate } from './expressions.ts';
import type { Frame } from './frame.ts';
import type { Named, StepSyntax } from './schema.ts';

const PART = /\bfromJSON\(\s*secrets\s*(?:\.\s*([A-Za-z_][\w-]*)|\[\s*'([^']+)'\s*\])\s*\)\s*((?:\.\s*[\w-]+|\[\s*'[^']+'\s*\])+)/gi;
/** Names of values that open something. Of others nothing can be told: a client's id, a region and a project lie in the same secrets. */
const OPENS = /(?:token|password|passwd|pwd|secret|credentials?|pass|pat|key)$/i;

/** One step for each secret that a part of stands in the log. A value that an earlier step has asked the runner to hide is hidden. */
export const parsedSecrets = (frame: Frame, variables: readonly Named[], steps: readonly StepSyntax[], job: string): readonly Step[] => {
  if (steps.length === 0) return [];
  const masking = steps.findIndex(({ run }) => run?.value.includes('::add-mask::') === true);
  const shown = [
    ...variables.map(({ value }) => value),
    ...(masking < 0 ? steps : steps.slice(0, masking + 1)).flatMap((step) => [
      ...step.env.map(({ value }) => value),
      ...step.with.map(({ value }) => value),
      ...(step.run === null ? [] : [step.run]),
    ]),
  ];
  return shown.flatMap((scalar) => partsIn(frame, scalar, job));
};

const partsIn = (frame: Frame, scalar: YamlScalar, job: string): readonly Step[] => {
  if (!/secrets/i.test(scalar.value)) return [];
  return splitTemplate(scalar.value).flatMap((part) => {
    if (part.kind === 'text') return [];
    const taken = [...part.source.matchAll(PART)].filter(([, , , path = '']) => OPENS.test(path.replace(/['\s\]]+$/, '')));
    const parts = [...new Set(taken.flatMap(([, name, quoted]) => frame.secret((name ?? quoted ?? '').toUpperCase()).secrets))];
    if (parts.length === 0) return [];
    const span = spanAt(scalar, part.start, part.end);
    const how = 'an expression takes it out, and the log shows it at the head of the step';
    return [{ id: `${job}/log`, name: 'log', reach: 'always' as const, gates: [], effects: [{ kind: 'log' as const, how, parts, span }], span }];
  });
};
