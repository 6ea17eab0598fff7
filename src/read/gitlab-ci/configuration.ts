/** A file of the repository as the configuration of a pipeline: includes, `extends` and references put together, once for all scenarios. */
import type { Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { get } from '../../source/yaml.ts';
import type { InputDeclaration } from './interpolation.ts';
import type { Part } from './library.ts';
import type { Configuration, World } from './lowering.ts';
import { shipsOf } from './machine.ts';
import { mentionsIn, projectSecrets } from './mentions.ts';
import { type Mapping, mergedAll, type Problem, withExtends, withReferences } from './merge.ts';
import { DEFAULT_BRANCH } from './predefined.ts';
import { pipelineOf } from './syntax.ts';
import { seedsOf } from './triggers.ts';

/** Null: no such file, or nothing in it that could be a pipeline. */
export const configurationOf = (world: World, file: string, given: (declaration: InputDeclaration) => Value): Configuration | null => {
  const composition = world.library.compose(file, given);
  const merged = composition === null ? null : mergedAll(composition.parts.map(({ body }) => body));
  if (composition === null || merged === null) return null;
  const seen = new Set<string>();
  const problem = ({ reason, detail, node }: Problem): void => {
    // What is missing may come from an include that is not here.
    const key = JSON.stringify([reason, detail]);
    if (seen.has(key)) return;
    seen.add(key);
    world.gap({ file: node.span.file, reason, detail, evidence: [node.span] });
  };
  const root = withReferences(withExtends(merged, problem), problem);
  const pipeline = pipelineOf(root);
  const span = spanOf(composition.parts, file);
  const [seed] = seedsOf({ text: '', span, takesInputs: true }, '9999-12-31');
  if (seed === undefined) return null;
  return {
    file,
    composition,
    pipeline,
    secrets: projectSecrets(root, seed, world.templates),
    mentions: mentionsIn(root, world.templates),
    defaultBranch: defaultBranchOf(root, world),
    sharesCaches: pipeline.jobs.some((job) => job.caches.some((cache) => cache.unprotect)),
    ships: shipsOf([...new Set(composition.parts.map((part) => part.text))].join('\n')),
    span,
  };
};

/** A short place that stands for the whole file: its `workflow`, or its first key. */
const spanOf = (parts: readonly Part[], file: string): Span => {
  const own = parts.findLast((part) => part.file === file)?.body;
  const workflow = own?.entries.find(({ key }) => key.value === 'workflow') ?? own?.entries[0];
  return workflow?.key.span ?? { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
};

/** Names that default branches usually have. */
const USUAL = /(?<![\w/.-])(main|master|trunk)(?![\w/.-])/g;

/** The name of the default branch, where the configuration speaks of one usual name only. */
const defaultBranchOf = (root: Mapping, world: World): string => {
  const names = new Set<string>();
  const look = (text: string): void => {
    for (const match of text.matchAll(USUAL)) names.add(match[1] ?? '');
  };
  const walk = (node: Mapping['entries'][number]['value']): void => {
    if (node.kind === 'scalar') look((world.templates.get(node)?.scalar ?? node).value);
    else if (node.kind === 'sequence') for (const item of node.items) walk(item);
    else if (node.kind === 'mapping') for (const { value } of node.entries) walk(value);
  };
  const inJobs = (job: Mapping): void => {
    for (const key of ['rules', 'only', 'except']) {
      const node = get(job, key);
      if (node !== undefined) walk(node);
    }
  };
  for (const { value } of root.entries) if (value.kind === 'mapping') inJobs(value);
  const [only] = names;
  return names.size === 1 && only !== undefined ? only : DEFAULT_BRANCH;
};
