/** Runs a script with `${{ name }}` holes whose values are given by name. */
import type { Charset, Code, Effect, Influence, Material } from '../../src/pipeline/effects.ts';
import { influenced, known, UNKNOWN, type Value } from '../../src/pipeline/value.ts';
import { analyzeScript, type ScriptFacts, type ScriptInput } from '../../src/read/common/script.ts';
import { sourceText, spanBetween } from '../../src/source/text.ts';

const HERE = { file: 'ci.yml', line: 1, column: 1, endLine: 1, endColumn: 2 };
export const tainted = (field: string, charset: Charset = 'any'): Value =>
  influenced({ origin: { kind: 'event', field, actor: 'outsider', span: HERE }, charset, via: [] });
export const secret = (name: string): Value => ({ ...UNKNOWN, secrets: [name] });

export const checkout = (code: Code, path = ''): Material => ({
  kind: 'checkout',
  path,
  code,
  artifact: null,
  artifactFrom: null,
  cacheKey: null,
  span: HERE,
});
export const TRUSTED = checkout({ kind: 'trusted', what: 'main' });
export const PROPOSED = checkout({ kind: 'proposed', what: 'the pull request', actor: 'outsider', mutable: false });
export const ARTIFACT = (path = ''): Material => ({
  kind: 'artifact',
  path,
  code: null,
  artifact: 'build',
  artifactFrom: 'followed',
  cacheKey: null,
  span: HERE,
});

const VALUES: Readonly<Record<string, Value>> = {
  title: tainted('pull_request.title'),
  body: tainted('issue.body'),
  'github.head_ref': tainted('github.head_ref', 'ref-name'),
  login: tainted('pull_request.user.login', 'word'),
  'github.event.pull_request.head.sha': UNKNOWN,
  'github.event.number': UNKNOWN,
};

export interface RunOptions {
  readonly env?: Readonly<Record<string, Value>>;
  readonly materials?: readonly Material[];
  readonly files?: Readonly<Record<string, string>>;
  readonly shell?: ScriptInput['shell'];
  readonly directory?: string;
  readonly input?: Partial<ScriptInput>;
}

export const run = (text: string, options: RunOptions = {}): ScriptFacts => {
  const source = sourceText('ci.yml', text);
  const holes = [...text.matchAll(/\$\{\{ *(.*?) *\}\}/g)].map((m) => ({
    start: m.index,
    end: m.index + m[0].length,
    value: VALUES[m[1] ?? ''] ?? known(m[1] ?? ''),
    source: m[1] ?? '',
  }));
  return analyzeScript({
    text,
    shell: options.shell ?? 'bash',
    holes,
    env: new Map(Object.entries(options.env ?? {})),
    directory: options.directory ?? '',
    materials: options.materials ?? [TRUSTED],
    at: (start, end) => spanBetween(source, start, end),
    outputFiles: { GITHUB_OUTPUT: 'output', GITHUB_ENV: 'env', GITHUB_PATH: 'path', GITHUB_STEP_SUMMARY: 'summary' },
    files: { read: (path) => options.files?.[path] ?? null },
    scenario: { trigger: 'pull_request_target', proposer: 'outsider' },
    ...options.input,
  });
};

export const kinds = (facts: ScriptFacts): readonly string[] => facts.effects.map((e) => e.kind);
export const only = <K extends Effect['kind']>(facts: ScriptFacts, kind: K): readonly Extract<Effect, { kind: K }>[] =>
  facts.effects.filter((e): e is Extract<Effect, { kind: K }> => e.kind === kind);
export const origins = (influences: readonly Influence[]): readonly string[] =>
  influences.map(({ origin }) =>
    origin.kind === 'event' ? origin.field : origin.kind === 'material' ? `${origin.material.kind}:${origin.path ?? '*'}` : origin.kind,
  );
/** Interpretations and arguments, as `language or command: origins`. */
export const dangers = (facts: ScriptFacts): readonly string[] =>
  facts.effects.flatMap((e) =>
    e.kind === 'interpret'
      ? [`${e.language}: ${origins(e.influences).join('+')}`]
      : e.kind === 'argument'
        ? [`${e.command}! ${origins(e.influences).join('+')}`]
        : [],
  );
