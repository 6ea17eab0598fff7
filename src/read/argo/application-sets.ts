/** Argo CD makes an application of every pull request that a generator finds. https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Pull-Request/ */
import type { Material } from '../../pipeline/effects.ts';
import type { Guarantee, Scenario } from '../../pipeline/model.ts';
import { type Span, startOf } from '../../source/span.ts';
import { entriesOf, get, getPath, itemsOf, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';
import { codeOf, type PlainJob } from '../common/plain/jobs.ts';
import { againstForks, pullRequests } from '../common/plain/scenarios.ts';

const PAGE = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Pull-Request/';
const SECURITY = 'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Security/';

const generatorOf = (node: YamlNode): YamlNode | null => {
  const all: YamlNode[] = [];
  const collect = (items: readonly YamlNode[]): void => {
    for (const item of items) {
      const pull = get(item, 'pullRequest');
      if (pull !== undefined) all.push(pull);
      for (const combined of ['matrix', 'merge']) collect(itemsOf(getPath(item, combined, 'generators')));
    }
  };
  collect(itemsOf(getPath(node, 'spec', 'generators')));
  return all[0] ?? null;
};

/** What the change brings: manifests at its own commit or branch. */
const proposedSource = (node: YamlNode): YamlNode | null => {
  const spec = getPath(node, 'spec', 'template', 'spec');
  const sources = [get(spec, 'source'), ...itemsOf(get(spec, 'sources'))];
  const found = sources.find((source) =>
    /\{\{\s*\.?(?:head_(?:short_)?sha|branch(?:_slug)?|head_short_sha_7)\b/.test(textOf(get(source, 'targetRevision')) ?? ''),
  );
  return found === undefined ? null : (get(found, 'targetRevision') ?? null);
};

export const previewScenarios = (node: YamlNode, span: Span): readonly Scenario[] => {
  const generator = generatorOf(node);
  if (generator === null || proposedSource(node) === null) return [];
  const at = startOf(generator.span);
  const labels = entriesOf(generator).flatMap(({ value }) => textsOf(get(value, 'labels')));
  const labelled: readonly Guarantee[] =
    labels.length === 0
      ? []
      : [
          {
            ...againstForks(
              'labelled',
              {
                statement: 'The generator takes labelled pull requests only.',
                why: 'Whoever labels looks at what is there then; commits that are pushed afterwards are deployed too.',
                source: PAGE,
                strength: 'weak',
                interaction: 'routine',
              },
              at,
            ),
            enforcedBy: 'configuration',
            holdsIf: [],
          },
        ];
  return pullRequests(
    { trigger: 'pull_request', span: at.file === span.file ? at : span, source: SECURITY },
    { notBuilt: null, approvals: labelled, withholds: { secrets: [], write: [], identity: [], cacheWrite: [] }, definition: 'trusted' },
  );
};

/** Manifests of the change are rendered by Argo CD and applied with the rights of the project. */
export const previewJobs = (node: YamlNode, scenario: Scenario): readonly PlainJob[] => {
  const revision = proposedSource(node);
  if (revision === null) return [];
  const span = revision.span;
  const project = textOf(getPath(node, 'spec', 'template', 'spec', 'project')) ?? 'default';
  const material: Material = {
    kind: 'checkout',
    path: '',
    // Pushed commits are taken as they come.
    code: { ...codeOf(scenario), ...(scenario.proposer === null ? {} : { mutable: true }) } as Material['code'],
    artifact: null,
    artifactFrom: null,
    cacheKey: null,
    span,
  };
  return [
    {
      key: 'sync',
      span,
      runner: { labels: ['cluster'], hosted: false, ephemeral: 'unknown' },
      fetches: false,
      secrets: [
        {
          name: `rights of project ${project}`,
          usedAs: [],
          when: [{ setting: `service-role-limited@${span.file}`, is: false }],
          span: getPath(node, 'spec', 'template', 'spec', 'project')?.span ?? span,
        },
      ],
      steps: [
        {
          name: 'apply manifests',
          span,
          lines: [],
          effects: () => [
            { kind: 'checkout', material, persistsCredential: false, credential: null, span },
            { kind: 'execute', tool: 'argo cd', how: 'renders and applies its manifests', materials: [material], span },
          ],
        },
      ],
    },
  ];
};
