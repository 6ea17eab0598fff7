/**
 * Variables while a run goes on: the platform's own, those of the files, and those that only the definition, a group or an earlier step knows.
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables, https://learn.microsoft.com/en-us/azure/devops/pipelines/process/variables
 */
import type { Charset, Influence } from '../../pipeline/effects.ts';
import type { Actor } from '../../pipeline/model.ts';
import { concat, influenced, known, through, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { asValue, evaluate, type Scope } from './evaluate.ts';
import { parseExpression } from './expression.ts';
import type { Declared } from './templates.ts';
import { type Part, treeValue } from './tree.ts';
import type { AzureScenario } from './triggers.ts';

/** Folders: the checkout is the workspace; everything around it lies outside. */
const FOLDERS: Readonly<Record<string, string>> = {
  'build.sourcesdirectory': '$WORKSPACE',
  'build.repository.localpath': '$WORKSPACE',
  'system.defaultworkingdirectory': '$WORKSPACE',
  'pipeline.workspace': '$PIPELINE_WORKSPACE',
  'agent.builddirectory': '$PIPELINE_WORKSPACE',
  'system.artifactsdirectory': '$PIPELINE_WORKSPACE/a',
  'build.artifactstagingdirectory': '$PIPELINE_WORKSPACE/a',
  'build.stagingdirectory': '$PIPELINE_WORKSPACE/a',
  'build.binariesdirectory': '$PIPELINE_WORKSPACE/b',
  'agent.tempdirectory': '$AGENT_TEMPDIRECTORY',
  'agent.toolsdirectory': '$AGENT_TOOLSDIRECTORY',
};
export const FOLDER_VARIABLES: ReadonlyMap<string, Value> = new Map(
  Object.entries(FOLDERS).map(([name, path]) => [name.toUpperCase().replaceAll('.', '_'), known(path)]),
);

const PREDEFINED = /^(?:agent|build|system|pipeline|environment|checks|strategy|release|resources|tf_build)(?:\.|$)/;
export const isPredefined = (name: string): boolean => PREDEFINED.test(name);

const text = (field: string, actor: Actor | null, charset: Charset, span: Span): Value =>
  actor === null ? UNKNOWN : influenced({ origin: { kind: 'event', field, actor, span }, charset, via: [] } satisfies Influence);

/** A variable of the platform under this scenario; undefined when the name is none of its. `name` in lower case. */
export const predefinedValue = (name: string, scenario: AzureScenario): Value | undefined => {
  const folder = FOLDERS[name];
  if (folder !== undefined && Object.hasOwn(FOLDERS, name)) return known(folder);
  const { span, ref, head, trigger, fork, reason } = scenario;
  const pull = trigger === 'pr';
  switch (name) {
    case 'build.reason':
      return reason === null ? UNKNOWN : known(reason);
    case 'build.sourcebranch':
    case 'build.sourcebranchname':
      // A pull request's branch is the platform's own name for it.
      if (ref === 'pull') return name === 'build.sourcebranchname' ? known('merge') : UNKNOWN;
      return ref === 'branch' || ref === 'tag'
        ? text(name === 'build.sourcebranch' ? 'Build.SourceBranch' : 'Build.SourceBranchName', head, 'ref-name', span)
        : UNKNOWN;
    case 'build.sourceversionmessage':
      // The commit of a pull request is the merge that the hosting service makes, with a message of its own. Cut to its first line.
      return ref === 'pull'
        ? UNKNOWN
        : text('Build.SourceVersionMessage', trigger === 'manual' && ref === 'default' ? 'contributor' : (head ?? 'contributor'), 'line', span);
    case 'build.sourceversionauthor':
      return ref === 'pull' ? UNKNOWN : text('Build.SourceVersionAuthor', head ?? 'contributor', 'line', span);
    case 'build.requestedfor':
    case 'build.requestedforemail':
      // A person of the organisation; builds of GitHub repositories have the system's own name here.
      return (trigger === 'push' && head === 'writer') || trigger === 'manual'
        ? text(name === 'build.requestedfor' ? 'Build.RequestedFor' : 'Build.RequestedForEmail', 'writer', 'line', span)
        : UNKNOWN;
    case 'system.pullrequest.sourcebranch':
      return pull ? text('System.PullRequest.SourceBranch', head, 'ref-name', span) : known('');
    case 'system.pullrequest.isfork':
      return known(pull && fork ? 'True' : 'False');
    case 'system.accesstoken':
      return { ...UNKNOWN, secrets: ['token'] };
    case 'tf_build':
      return known('True');
    default:
      if (name.startsWith('system.pullrequest.')) return pull ? UNKNOWN : known('');
      return PREDEFINED.test(name) ? UNKNOWN : undefined;
  }
};

/** Before the run these are empty. https://learn.microsoft.com/en-us/azure/devops/pipelines/build/variables ("Available in templates?") */
const LATE =
  /^(?:agent\.|build\.(?:sourceversionmessage|sourceversionauthor|buildid|buildnumber|artifactstagingdirectory|sourcesdirectory)|system\.(?:accesstoken|job|stage))/;
export const earlyValue = (name: string, scenario: AzureScenario): Value | undefined =>
  LATE.test(name) ? known('') : predefinedValue(name, scenario);

// ---------------------------------------------------------------- macros

/** `$(name)`: replaced by the variable's text wherever it stands, scripts included, just before the step runs. */
export const MACRO = /\$\(([A-Za-z_][\w.-]*)\)/g;

/** Commands that stand alone in `$(…)` of a shell; a variable of that name would have to be declared. */
const COMMANDS: ReadonlySet<string> = new Set(
  'arch basename cat cd date dirname env getconf git go hostname id jq ls lsb_release mktemp node nproc npm pwd python python3 realpath ruby sed sort tput tty uname uptime which whoami yarn'.split(
    ' ',
  ),
);
export const isCommand = (name: string): boolean => COMMANDS.has(name);

/** Names of variables that are kept secret as a rule. Whether one is cannot be told: it is declared outside the files. */
const SECRET =
  /(?:token|passw(?:or)?d|passphrase|secret|credential|apikey|accesskey|privatekey|connectionstring|sastoken)|(?:^|[-_.])(?:key|pat|pass|pwd|sas|pswd)(?:$|[-_.\d])|(?:[a-z\d])(?:Key|Pat|PAT|Pwd|Pass|Sas|SAS)(?:$|[-_.A-Z])/;
const HARMLESS =
  /(?:^|[-_.])public|keyvault|key_vault|(?:token|secret|key|password)[-_.]?(?:name|id|file|path|url|length|type|version|size|owner|owners)$/i;
export const isSecretName = (name: string): boolean => !HARMLESS.test(name) && (SECRET.test(name) || SECRET.test(name.toLowerCase()));

export interface VariableScope {
  /** By name in lower case. */
  readonly values: ReadonlyMap<string, Value>;
  lookup(name: string): Value;
}

/** Undeclared names are of the definition, of a group, or set at queue time. */
export const undeclared = (name: string): Value => (isSecretName(name) ? { ...UNKNOWN, secrets: [name] } : UNKNOWN);

export const scopeOfValues = (values: ReadonlyMap<string, Value>, scenario: AzureScenario): VariableScope => ({
  values,
  lookup: (name) => values.get(name.toLowerCase()) ?? predefinedValue(name.toLowerCase(), scenario) ?? undeclared(name),
});

/** A text with its macros replaced. */
export const withMacros = (value: Value, lookup: (name: string) => Value): Value => {
  if (value.text === null || !value.text.includes('$(')) return value;
  const parts: Value[] = [];
  let from = 0;
  for (const match of value.text.matchAll(MACRO)) {
    parts.push({ ...value, text: value.text.slice(from, match.index) }, lookup(match[1] ?? ''));
    from = match.index + match[0].length;
  }
  parts.push({ ...value, text: value.text.slice(from) });
  return concat(parts.filter((part) => part.text !== ''));
};

export const partValue = (part: Part, scope: VariableScope): Value => withMacros(part.value, (name) => scope.lookup(name));

/** Adds declared variables to those outside, each seeing the ones before it. `runtime` answers `$[ … ]`. */
export const extendVariables = (
  outer: ReadonlyMap<string, Value>,
  declared: readonly Declared[],
  scenario: AzureScenario,
  runtime: (span: Span) => Scope,
): ReadonlyMap<string, Value> => {
  const values = new Map(outer);
  for (const { name, node, span } of declared) {
    const written = treeValue(node);
    const expression = written.text === null ? null : /^\s*\$\[([\s\S]*)\]\s*$/.exec(written.text)?.[1];
    const scope = scopeOfValues(values, scenario);
    let value: Value;
    if (expression != null) {
      const parsed = parseExpression(expression);
      value = parsed === null ? UNKNOWN : asValue(evaluate(parsed, { ...runtime(span), variable: (variable) => scope.lookup(variable) }));
    } else value = node.kind === 'scalar' ? concat(node.parts.map((part) => partValue(part, scope))) : UNKNOWN;
    values.set(name.toLowerCase(), through(value, span));
  }
  return values;
};

const environments = new WeakMap<ReadonlyMap<string, Value>, ReadonlyMap<string, Value>>();

/** Variables as a script's environment has them: in capitals, dots as underscores; secrets are not among them. `values` must be of this scenario. */
export const environmentOf = (values: ReadonlyMap<string, Value>, scenario: AzureScenario): ReadonlyMap<string, Value> => {
  const old = environments.get(values);
  if (old !== undefined) return old;
  const env = new Map(predefinedEnvironment(scenario));
  for (const [name, value] of values) if (value.secrets.length === 0) env.set(variableName(name), value);
  environments.set(values, env);
  return env;
};

const ofScenarios = new WeakMap<AzureScenario, ReadonlyMap<string, Value>>();

const predefinedEnvironment = (scenario: AzureScenario): ReadonlyMap<string, Value> => {
  const old = ofScenarios.get(scenario);
  if (old !== undefined) return old;
  const env = new Map<string, Value>(FOLDER_VARIABLES);
  for (const name of ENVIRONMENT) {
    const value = predefinedValue(name, scenario);
    if (value !== undefined && value.secrets.length === 0) env.set(variableName(name), value);
  }
  ofScenarios.set(scenario, env);
  return env;
};

export const variableName = (name: string): string => name.toUpperCase().replaceAll(/[^A-Z0-9]/g, '_');

const ENVIRONMENT = [
  'build.reason',
  'build.sourcebranch',
  'build.sourcebranchname',
  'build.sourceversionmessage',
  'build.sourceversionauthor',
  'build.requestedfor',
  'build.requestedforemail',
  'system.pullrequest.sourcebranch',
  'system.pullrequest.isfork',
  'tf_build',
];
