/** Where secrets are named, what receives them there, and which of the repository's they are. */
import { isForOwnServer, secretPurpose } from '../../knowledge/secrets.ts';
import type { SecretUse } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { get, spanAt, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { splitTemplate } from './expressions.ts';
import { extendSources, type Frame } from './frame.ts';
import type { Named, StepSyntax } from './schema.ts';

const NO_VARIABLES: ReadonlyMap<string, string> = new Map();

interface Mention {
  readonly name: string;
  readonly usedAs: string;
  readonly span: Span;
  /** The variables beside it, as they are written. */
  readonly beside?: ReadonlyMap<string, string>;
}

/** Behind this an expression is all that a variable of a script is set to: `export NAME="${{ … }}"`, `$env:NAME = "${{ … }}"`. */
const SETS = /(?:^|[\s;&|(])(?:\$env:)?([A-Za-z_]\w{0,99})\s?=\s?(["']?)$/;

/** The variable that is set in a script to what stands between the offsets and nothing else; '' for none. */
const variableSet = (script: string, start: number, end: number): string => {
  const [, name = '', quote = ''] = SETS.exec(script.slice(Math.max(0, start - 120), start)) ?? [];
  const next = script.slice(end, end + 1);
  return (quote === '' ? /^[\s;&|)]?$/.test(next) : next === quote) ? name : '';
};

/** `secrets.NAME`, `secrets['NAME']` and `toJSON(secrets)` in one scalar. `usedAs`: what receives it; null where that is a script. */
const mentionsIn = (scalar: YamlScalar, usedAs: string | null, bare = false): readonly Mention[] => {
  const parts =
    bare && !scalar.value.includes('${{')
      ? [{ kind: 'expression' as const, start: 0, end: scalar.value.length, source: scalar.value }]
      : splitTemplate(scalar.value);
  return parts.flatMap((part) => {
    if (part.kind !== 'expression' || !/secrets/i.test(part.source)) return [];
    const names = [...part.source.matchAll(/\bsecrets\s*(?:\.\s*([A-Za-z_][\w-]*)|\[\s*'([^']+)'\s*\]|(?=[\s,)\]]|$|\[))/gi)].map(
      (m) => m[1] ?? m[2] ?? '*',
    );
    const used = usedAs === null ? variableSet(scalar.value, part.start, part.end) : usedAs;
    return names.map((name) => ({ name, usedAs: used, span: spanAt(scalar, part.start, part.end) }));
  });
};

/** Secrets named in these entries, whose names receive them. `beside`: the variables there, as they are written. */
export const mentions = (named: readonly Named[], beside?: ReadonlyMap<string, string>): readonly Mention[] =>
  named.flatMap((entry) => mentionsIn(entry.value, entry.name).map((mention) => (beside === undefined ? mention : { ...mention, beside })));

/** Secrets that a step names anywhere. `variables`: those it has, as they are written. */
export const stepMentions = (step: StepSyntax, variables: ReadonlyMap<string, string>): readonly Mention[] => {
  const known = mentionsOfSteps.get(step);
  if (known?.variables === variables) return known.all;
  const all = [
    ...mentions(step.env, extendSources(variables, step.env)),
    ...mentions(step.with),
    ...(step.run === null ? [] : mentionsIn(step.run, null)),
    ...(step.if === null ? [] : mentionsIn(step.if, '', true)),
  ];
  mentionsOfSteps.set(step, { variables, all });
  return all;
};

const mentionsOfSteps = new WeakMap<StepSyntax, { readonly variables: ReadonlyMap<string, string>; readonly all: readonly Mention[] }>();

/** The secrets that reach the job's machine, by the names they have in the repository (a called workflow has its own names for them). */
export const secretsOf = (frame: Frame, all: readonly Mention[], environment: string | null): readonly SecretUse[] => {
  const uses = new Map<string, { spans: Span[]; usedAs: string[]; here: boolean }>();
  for (const mention of all) {
    const names = mention.name === '*' ? ['*'] : frame.secret(mention.name).secrets;
    for (const name of names) {
      if (name === 'token' || /^github_token$/i.test(name)) continue;
      const entry = uses.get(name) ?? { spans: [], usedAs: [], here: false };
      entry.spans.push(mention.span);
      if (mention.usedAs !== '') entry.usedAs.push(mention.usedAs);
      if (!isForOwnServer(name, mention.usedAs, mention.beside ?? NO_VARIABLES)) entry.here = true;
      uses.set(name, entry);
    }
  }
  return [...uses].flatMap(([name, { spans, usedAs, here }]) => {
    const span = spans[0];
    return span === undefined
      ? []
      : [
          {
            name,
            purpose: secretPurpose(name, usedAs),
            environment,
            kind: name === '*' ? ('inherit' as const) : ('named' as const),
            ...(here ? {} : { elsewhere: true as const }),
            span,
          },
        ];
  });
};

/** Secrets that open the registry of a container. */
export const credentialMentions = (node: YamlNode | null): readonly Mention[] => {
  const credentials = get(node, 'credentials');
  return credentials?.kind === 'mapping'
    ? credentials.entries.flatMap((e) => (e.value.kind === 'scalar' ? mentionsIn(e.value, 'REGISTRY') : []))
    : [];
};
