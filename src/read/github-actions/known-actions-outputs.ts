/** What a known action hands on: outputs and variables, and whose text they are. */
import type { ActionOutput } from '../../knowledge/actions/knowledge.ts';
import type { Charset, Influence, Material } from '../../pipeline/effects.ts';
import { either, influenced, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import { proposedRefIn } from './known-actions-checkout.ts';
import { applies, credentialOf, folderOf, inputOf, materialsFor, type Use } from './known-actions-use.ts';

/** Outputs or variables, by name as declared; what several declarations say of one name comes together. `answer`: what an agent says. */
export const lowerOutputs = (use: Use, declared: readonly ActionOutput[], answer: readonly Influence[]): ReadonlyMap<string, Value> => {
  const outputs = new Map<string, Value>();
  for (const output of declared) {
    if (!applies(use, output)) continue;
    const value = outputValue(use, output, answer);
    const old = outputs.get(output.name);
    outputs.set(output.name, old === undefined ? value : either([old, value]));
  }
  return outputs;
};

const outputValue = (use: Use, output: ActionOutput, answer: readonly Influence[]): Value => {
  switch (output.from) {
    case 'input':
      return narrowed(carryingRef(use, output.input), output.charset);
    case 'event':
      return narrowed(eventText(use, output.field, output.api === true), output.charset);
    case 'file-names':
      return fileNames(use);
    case 'files': {
      const path = folderOf(use, output.in);
      return influenced(
        ...untrusted(use.materials, path ?? '').map(
          (material): Influence => ({
            origin: { kind: 'material', material, path: output.path ?? (path === '' ? null : path) },
            charset: 'any',
            via: [use.span],
          }),
        ),
      );
    }
    case 'agent':
      return output.file !== undefined
        ? known(answerFile(output.file))
        : influenced(...answer.map((i): Influence => ({ ...i, charset: 'any', via: [...i.via, use.span] })));
    case 'secret': {
      const credential = credentialOf(use, output.credential);
      return { ...UNKNOWN, secrets: credential === null || credential === 'identity' ? [] : [credential] };
    }
    case 'text':
      return known(output.text);
  }
};

/** Stands for a file with a name of its own below the runner's temporary folder. */
export const answerFile = (name: string): string => `$RUNNER_TEMP/${name}`;

/**
 * The input, and with it what it says about the proposed change: a commit or pull ref is nobody's text, but a checkout
 * further on has to know it.
 */
const carryingRef = (use: Use, input: string): Value => {
  const value = inputOf(use, input) ?? UNKNOWN;
  const named = proposedRefIn(use.inputs.get(input)?.source ?? '');
  const actor = use.scenario.head ?? use.scenario.proposer ?? 'outsider';
  if (value.text !== null || named === null) return value;
  return {
    ...value,
    influences: [...value.influences, { origin: { kind: 'event', field: named, actor, span: use.span }, charset: 'word', via: [] }],
  };
};

const narrowed = (value: Value, charset: Charset | undefined): Value =>
  charset === undefined ? value : { ...value, text: null, influences: value.influences.map((i) => ({ ...i, charset })) };

/** What the event says, or what an API answers about a pull request or issue, which anybody can have opened. */
const eventText = (use: Use, field: string, api: boolean): Value => {
  const found = use.lookupEvent(field.toLowerCase().split('.'));
  if (found !== undefined && (found.influences.length > 0 || !api)) return found;
  if (/\.(?:sha|number|id)$/.test(field)) return { ...UNKNOWN, influences: [event(use, field, 'word')] };
  return influenced(
    event(use, field, /\.(?:ref|head_branch|label)$|head_ref$/.test(field) ? 'ref-name' : /login$|full_name$/.test(field) ? 'word' : 'any'),
  );
};

const event = (use: Use, field: string, charset: Charset): Influence => ({
  origin: { kind: 'event', field: field.replace(/^github\.event\./, ''), actor: 'outsider', span: use.span },
  charset,
  via: [],
});

/** Whoever writes the change names its files. */
const fileNames = (use: Use): Value => {
  const { scenario } = use;
  const actor = scenario.head ?? scenario.proposer ?? scenario.causes[0]?.actor ?? null;
  if (actor === null) return UNKNOWN;
  return influenced({
    origin: {
      kind: 'event',
      field: 'names of changed files',
      actor,
      span: use.span,
      ...(actor === 'contributor' ? { interaction: 'accepts' as const } : {}),
    },
    charset: 'file-name',
    via: [],
  });
};

const untrusted = (materials: readonly Material[], path: string): readonly Material[] =>
  materialsFor(materials, path).filter((m) => m.kind === 'artifact' || m.code?.kind === 'proposed' || m.code?.kind === 'chosen');
