/**
 * What starts a run. Pipelines-as-Code reads `.tekton/` of the change; who may start it is asked of the repository's members.
 * https://pipelinesascode.com/docs/guide/running/
 */
import type { Guarantee, Scenario } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { get, getPath, spanAt, textOf, type YamlNode } from '../../source/yaml.ts';
import { againstForks, byHand, pullRequests, pushes } from '../common/plain/scenarios.ts';

const PAGE = 'https://pipelinesascode.com/docs/guide/running/';
const NONE = { secrets: [], write: [], identity: [], cacheWrite: [] };
const ANNOTATION = 'pipelinesascode.tekton.dev/';

/** Scenarios of a PipelineRun below `.tekton/`; null when its annotations ask for no event. */
export const scenariosOfRun = (node: YamlNode, span: Span): readonly Scenario[] => {
  const annotations = getPath(node, 'metadata', 'annotations');
  const event = get(annotations, `${ANNOTATION}on-event`);
  const cel = get(annotations, `${ANNOTATION}on-cel-expression`);
  const comment = get(annotations, `${ANNOTATION}on-comment`);
  const targets = textOf(get(annotations, `${ANNOTATION}on-target-branch`)) ?? '';
  const asked = cel ?? event ?? comment;
  if (asked === undefined) return [];
  const text = textOf(asked) ?? '';
  const at = asked.kind === 'scalar' ? spanAt(asked, 0, Math.min(asked.value.length, 60)) : span;
  const found: Scenario[] = [];
  if (comment !== undefined || /pull_request/.test(text))
    found.push(
      ...pullRequests(
        { trigger: 'pull_request', span: at, source: PAGE },
        { notBuilt: null, approvals: [okToTest(at)], withholds: NONE, definition: 'proposed' },
      ),
    );
  if (/\bpush\b/.test(text) || (cel !== undefined && !/pull_request|event\b/.test(text))) {
    const where = cel === undefined ? targets : text;
    const tag = /refs\/tags|tag/.test(where);
    const others = cel !== undefined && onlyOtherBranches(text);
    found.push(
      ...pushes(
        { trigger: 'push', span: at, source: PAGE },
        { default: (!tag && !others) || /main|master/.test(where), branch: others || (!tag && /\*/.test(where)), tag },
      ),
    );
  }
  if (/\bincoming\b/.test(text)) found.push(byHand({ trigger: 'incoming', span: at, source: PAGE }, 'calls the incoming webhook with parameters'));
  return found;
};

/** All branches that the expression names are told by the beginning of their names (`target_branch.startsWith("release-")`). */
const onlyOtherBranches = (expression: string): boolean => {
  const named = [...expression.matchAll(/\btarget_branch\b(\.startsWith\(\s*["'][\w./-]+["']\s*\))?/g)];
  return named.length > 0 && named.every((m) => m[1] !== undefined) && !/\|\||!/.test(expression);
};

/** A member of the team, or somebody in OWNERS, has to comment; the check holds for the whole pull request. */
const okToTest = (span: Span): Guarantee => ({
  ...againstForks(
    'ok-to-test',
    {
      statement: 'A member comments `/ok-to-test` before the pull request of a stranger runs.',
      why: 'Members approve as a routine, and pushes after the comment may run without another one.',
      source: 'https://pipelinesascode.com/docs/advanced/policy-authorization/',
      strength: 'weak',
      interaction: 'routine',
    },
    span,
  ),
  enforcedBy: 'platform',
  holdsIf: [],
});
