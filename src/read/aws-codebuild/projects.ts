/**
 * Projects that a CloudFormation template declares (written by hand, by SAM or synthesised by the CDK): which buildspec, what starts it, with what.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html
 */
import type { FileTree } from '../../source/files.ts';
import { type Span, startOf } from '../../source/span.ts';
import { entriesOf, get, getPath, isFalse, isTrue, itemsOf, parseYaml, textOf, type YamlNode } from '../../source/yaml.ts';

export interface WebhookFilter {
  readonly type: string;
  readonly pattern: string;
  readonly excludes: boolean;
  readonly span: Span;
}

export interface Project {
  readonly name: string;
  /** The file that it builds; null: its source holds one of the usual name. */
  readonly buildspec: string | null;
  /** Null: nothing from the repository's host starts it. Else groups of filters of which one has to let an event through; none: all do. */
  readonly webhook: readonly (readonly WebhookFilter[])[] | null;
  /** Which pull requests wait for a comment; null: not said. */
  readonly approval: 'DISABLED' | 'ALL_PULL_REQUESTS' | 'FORK_PULL_REQUESTS' | null;
  readonly privileged: boolean;
  /** Variables that are fetched from a store of secrets. */
  readonly secrets: readonly { readonly name: string; readonly span: Span }[];
  readonly span: Span;
}

const TEMPLATE = /\.(?:ya?ml|json|template)$/i;
const MAX_LENGTH = 2_000_000;

/** Templates that a pipeline of theirs fills in (`Fn::Sub` and so on) give what they write down; the rest is left to the settings. */
export const projectsIn = (tree: FileTree): readonly Project[] =>
  tree.files.flatMap((file) => {
    if (!TEMPLATE.test(file) || file.startsWith('.github/')) return [];
    const text = tree.read(file);
    if (text === null || text.length > MAX_LENGTH || !text.includes('AWS::CodeBuild::Project')) return [];
    return parseYaml(text, file).documents.flatMap((document) =>
      entriesOf(get(document, 'Resources')).flatMap(({ key, value }) => {
        if (textOf(get(value, 'Type')) !== 'AWS::CodeBuild::Project') return [];
        const project = projectOf(key.value, get(value, 'Properties'), startOf(key.span));
        return project === null ? [] : [project];
      }),
    );
  });

const projectOf = (name: string, node: YamlNode | undefined, span: Span): Project | null => {
  const written = getPath(node, 'Source', 'BuildSpec');
  const buildspec = textOf(written);
  // A buildspec inside the template is another one than any file's.
  if (written !== undefined && (buildspec === null || /[\n{]/.test(buildspec))) return null;
  const triggers = get(node, 'Triggers');
  const webhook = get(triggers, 'Webhook');
  const policy = textOf(getPath(triggers, 'PullRequestBuildPolicy', 'RequiresCommentApproval'));
  return {
    name,
    buildspec: buildspec?.replace(/^\.\//, '') ?? null,
    webhook: triggers === undefined || webhook === undefined || isFalse(webhook) ? null : itemsOf(get(triggers, 'FilterGroups')).map(filtersOf),
    approval: policy === 'DISABLED' || policy === 'ALL_PULL_REQUESTS' || policy === 'FORK_PULL_REQUESTS' ? policy : null,
    privileged: isTrue(getPath(node, 'Environment', 'PrivilegedMode')),
    secrets: itemsOf(getPath(node, 'Environment', 'EnvironmentVariables')).flatMap((variable) => {
      const named = get(variable, 'Name');
      return named?.kind === 'scalar' && /^(?:SECRETS_MANAGER|PARAMETER_STORE)$/.test(textOf(get(variable, 'Type')) ?? '')
        ? [{ name: named.value, span: named.span }]
        : [];
    }),
    span:
      get(triggers, 'FilterGroups') === undefined ? (webhook?.span ?? span) : startOf((get(triggers, 'FilterGroups') ?? triggers ?? { span }).span),
  };
};

const filtersOf = (group: YamlNode): readonly WebhookFilter[] =>
  itemsOf(group).map((filter) => ({
    type: textOf(get(filter, 'Type')) ?? '',
    pattern: textOf(get(filter, 'Pattern')) ?? '',
    excludes: isTrue(get(filter, 'ExcludeMatchedPattern')),
    span: (get(filter, 'Pattern') ?? filter).span,
  }));

/** Does it build this file? */
export const builds = ({ buildspec }: Project, file: string): boolean => (buildspec ?? 'buildspec.yml') === file;

const OF_PULL_REQUESTS = /\bPULL_REQUEST_(?:CREATED|UPDATED|REOPENED)\b/;

const lets = (group: readonly WebhookFilter[], event: RegExp): boolean => {
  const events = group.filter(({ type }) => type === 'EVENT');
  return events.every(({ pattern, excludes }) => event.test(pattern) !== excludes);
};

/** Groups through which events of this kind pass; of no groups at all, one without filters. */
export const groupsFor = (webhook: NonNullable<Project['webhook']>, kind: 'pull request' | 'push'): NonNullable<Project['webhook']> =>
  (webhook.length === 0 ? [[]] : webhook).filter((group) => lets(group, kind === 'push' ? /\bPUSH\b/ : OF_PULL_REQUESTS));

/** Filters that name the accounts whose events pass. Those that leave named ones out stop nobody else. */
export const actorsOf = (group: readonly WebhookFilter[]): WebhookFilter | null =>
  group.find(({ type, excludes }) => type === 'ACTOR_ACCOUNT_ID' && !excludes) ?? null;

/** Every alternative is the whole id: `^(?:1|2)$`, `^1$|^2$`. Anything else matches ids that only contain one. */
export const isAnchored = (pattern: string): boolean => {
  let depth = 0;
  let part = '';
  const parts: string[] = [];
  for (const letter of pattern) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (letter === '|' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part].every((one) => /^\s*\^.*\$\s*$/.test(one));
};
