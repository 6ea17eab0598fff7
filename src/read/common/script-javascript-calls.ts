/** What calls in a JavaScript step do: outputs, commands, files, the host's API. */
import type { Influence } from '../../pipeline/effects.ts';
import type { Capability } from '../../pipeline/model.ts';
import { concat, known, UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { JsToken } from '../../source/javascript.ts';
import type { Span } from '../../source/span.ts';
import { ARCHIVE_ADDRESS, artifactArchive, artifactsIn, layOut } from './script-archives.ts';
import { baseName } from './script-call.ts';
import { isInterpreter } from './script-code.ts';
import { dispatchEffect, startsWorkflows } from './script-dispatches.ts';
import { fileText, writeFile } from './script-files.ts';
import type { JsScope } from './script-javascript.ts';
import type { Chain } from './script-javascript-chains.ts';
import { matched, type Thing, thingOf, UNKNOWN_THING } from './script-javascript-values.ts';
import { covering, resolvePath } from './script-places.ts';
import { argument, changeAuthor, hand, interpret, readVariable } from './script-session.ts';
import { dangerous, narrow, textOf, valueOf } from './script-text.ts';
import { isWordClass } from './script-words.ts';

export interface ApiCall {
  readonly chain: Chain;
  /** The whole name: `github.rest.pulls.get`. */
  readonly name: string;
  /** What it is called on. */
  readonly on: Thing;
  readonly args: readonly Thing[];
  readonly tokens: readonly (readonly JsToken[])[];
  readonly span: Span;
}

/** The result of the call. */
export const apiCall = (scope: JsScope, call: ApiCall): Thing => {
  const { session } = scope;
  const { name, args, span } = call;
  const last = name.slice(name.lastIndexOf('.') + 1);
  const values = args.map((a) => a.value);
  const [first, second] = values;
  const all: Value = { ...concat(values), text: null };
  if (/^core\.(?:setOutput|saveState|exportVariable|addPath)$/.test(name)) {
    if (last !== 'addPath') hand(session, last === 'exportVariable' ? 'env' : 'outputs', first?.text ?? '*', second ?? UNKNOWN, span);
    return UNKNOWN_THING;
  }
  // https://github.com/actions/toolkit/tree/main/packages/core#inputsoutputs
  if (/^(?:core\.)?get(?:Multiline)?Input$/.test(name) && first?.text != null)
    return thingOf(valueOf(readVariable(session, session.state, `INPUT_${first.text.toUpperCase().replaceAll(' ', '_')}`)));
  // A shell gets the text; https://nodejs.org/api/child_process.html
  if (/^(?:execSync|execAsync|(?:child_process|childProcess|cp|require)\.exec(?:Sync)?|execa(?:\.command|Command)\w*|\$)$/.test(name)) {
    interpret(session, dangerous(first ?? UNKNOWN), 'sh', `\`${last}\` hands the text to a shell`, span);
    return run(scope, first, span);
  }
  // @actions/exec takes the command line apart itself, without a shell: https://github.com/actions/toolkit/tree/main/packages/exec
  if (/^exec\.(?:exec|getExecOutput)$/.test(name) || name === 'exec') {
    argument(session, dangerous(first ?? UNKNOWN), 'exec', 'the command line is cut into arguments at its spaces', span);
    if (takesCode(first, call.tokens[1])) interpret(session, dangerous(second ?? UNKNOWN), 'sh', `\`${first?.text ?? ''}\` runs the text`, span);
    return run(scope, concat([first ?? UNKNOWN, ...(second === undefined ? [] : [known(' '), second])]), span);
  }
  if (/^(?:(?:child_process|childProcess|cp|require)\.)?(?:spawn|execFile|fork)(?:Sync)?$/.test(name)) {
    const hands = shellOption(call.tokens) || takesCode(first, call.tokens[1]);
    interpret(session, hands ? dangerous(all) : dangerous(first ?? UNKNOWN), 'sh', `\`${last}\` runs the text`, span);
    return run(scope, first, span);
  }
  if (name === 'eval' || name === 'Function' || name.startsWith('vm.runIn')) {
    interpret(session, dangerous(all), 'JavaScript', `\`${last}\` runs the text`, span);
    return thingOf(all);
  }
  if (name === 'require' || name === 'import') return load(scope, first, span);
  if (/(?:^|\.)readFile(?:Sync)?$/.test(name)) return thingOf(valueOf(fileText(session, session.state, pathText(first))));
  if (/(?:^|\.)(?:write|append)File(?:Sync)?$/.test(name)) return write(scope, first, second, last.startsWith('append'), span);
  if (last === 'extractAllTo' || last === 'extractAllToAsync') return extract(scope, call.on.value, first, span);
  if (/^path\.(?:posix\.)?(?:join|resolve)$/.test(name) && values.every((v) => v.text !== null))
    return thingOf(known(values.map((v) => v.text).join('/')));
  if (/^(?:Number|parseInt|parseFloat|Boolean|encodeURIComponent|isNaN|Math\.\w+)$/.test(name)) return UNKNOWN_THING;
  if (/^(?:replace|replaceAll)$/.test(last) && keepsWords(call.tokens[0])) return thingOf(narrow({ ...call.on.value, text: null }, 'word'));
  const [regex] = call.tokens[0] ?? [];
  if (last === 'match' && regex?.kind === 'regex') return matched(call.on.value, regex.text);
  if (/^(?:github|octokit|client|api)\b/.test(name)) return hostCall(scope, call);
  if (/^(?:test|includes|startsWith|endsWith|some|every|indexOf)$/.test(last)) return UNKNOWN_THING;
  // Methods of texts and lists, and functions that are not known: what went in may come out.
  return {
    value: { ...concat([call.on.value, ...values]), text: null },
    object: call.on.object?.startsWith('answer:') === true ? call.on.object : null,
  };
};

/** The file's name may be that of a variables file: `fs.appendFileSync(process.env.GITHUB_ENV, …)`. */
const write = ({ session }: JsScope, path: Value | undefined, text: Value | undefined, adds: boolean, span: Span): Thing => {
  writeFile(session, session.state, pathText(path) ?? '*', textOf(text ?? UNKNOWN), adds, span);
  return UNKNOWN_THING;
};

/** `new AdmZip(bytes).extractAllTo(folder)`. https://github.com/cthackers/adm-zip */
const extract = ({ session }: JsScope, archive: Value, folder: Value | undefined, span: Span): Thing => {
  const path = resolvePath(session.state.directory, pathText(folder) ?? '');
  if (path !== null) {
    const unpacked = artifactsIn(archive).map((artifact) => ({ ...artifact, path }));
    layOut(session, session.state, unpacked, span);
  }
  return UNKNOWN_THING;
};

const pathText = (value: Value | undefined): string | null => value?.text?.replace(/^`|`$/g, '') ?? null;

/** Commands that are known are looked at as the shell would see them. */
const run = ({ session }: JsScope, command: Value | undefined, span: Span): Thing => {
  if (command?.text === null || command === undefined) return UNKNOWN_THING;
  const inner = { ...session, at: () => span };
  return thingOf(valueOf(session.engine.runText(inner, session.state, command.text).out));
};

/** `spawn('bash', ['-c', text])`: a program that takes code, and the option behind which it stands. */
const takesCode = (program: Value | undefined, list: readonly JsToken[] | undefined): boolean =>
  program?.text !== null &&
  program !== undefined &&
  isInterpreter(baseName(program.text.trim().split(/\s/)[0] ?? '')) &&
  (list ?? []).some((t) => t.kind === 'text' && /^-\w*[ce]$|^--eval$|^-Command$/.test(t.text));

const shellOption = (args: readonly (readonly JsToken[])[]): boolean =>
  args
    .flat()
    .some((t, i, all) => t.kind === 'name' && t.text === 'shell' && all[i + 2]?.kind === 'name' && (all[i + 2] as { text: string }).text === 'true');

/** `require('./x')` runs a file of the workspace. */
const load = ({ session }: JsScope, what: Value | undefined, span: Span): Thing => {
  interpret(session, dangerous(what ?? UNKNOWN), 'JavaScript', 'the text names the file that is loaded', span);
  const text = what?.text ?? null;
  if (text === null || !/^(?:\.|\/|\$|.*GITHUB_WORKSPACE)/.test(text)) return UNKNOWN_THING;
  if (text.endsWith('.json')) return thingOf(valueOf(fileText(session, session.state, text)));
  const path = resolvePath(session.state.directory, text);
  const materials = path === null ? [] : covering(session.state.materials, path);
  if (materials.length > 0) session.effects.push({ kind: 'execute', tool: 'require', how: `loads ${text}`, materials, span });
  return UNKNOWN_THING;
};

/** `.replace(/[^a-z0-9]/g, '')` */
const keepsWords = (tokens: readonly JsToken[] | undefined): boolean => {
  const [regex] = tokens ?? [];
  const match = regex?.kind === 'regex' ? /^\/\[\^((?:\\.|[^\]])*)\][+*]?\/[a-z]*g[a-z]*$/.exec(regex.text) : null;
  return match?.[1] !== undefined && isWordClass(match[1]);
};

/** The text that an object literal among the arguments gives to a property. */
const property = (args: ApiCall['tokens'], name: string): string | undefined => {
  for (const tokens of args) {
    for (const [i, token] of tokens.entries()) {
      const [colon, value] = [tokens[i + 1], tokens[i + 2]];
      if (token.kind === 'name' && token.text === name && colon?.kind === 'mark' && colon.text === ':' && value?.kind === 'text') return value.text;
    }
  }
  return undefined;
};

// ---------------------------------------------------------------- the host's API

/** Methods by their names in https://octokit.github.io/rest.js/ */
const WRITES: readonly (readonly [RegExp, Capability, string])[] = [
  [/pulls\.merge$|mergePullRequest/, 'write-source', 'merges a pull request'],
  [
    /repos\.(?:createOrUpdateFileContents|deleteFile|merge|createUsingTemplate)$|git\.(?:createRef|updateRef|deleteRef|createCommit|createTree|createTag)$/,
    'write-source',
    'writes commits, branches or tags',
  ],
  [/pulls\.createReview$|pulls\.submitReview$/, 'write-review', 'reviews a pull request'],
  [
    /pulls\.(?:create|update|createReviewComment|requestReviewers|updateBranch)$|checks\.(?:create|update)$|repos\.createCommitStatus$/,
    'write-review',
    'writes to a pull request',
  ],
  [
    /issues\.(?:create|update|createComment|updateComment|deleteComment|addLabels|setLabels|removeLabel|addAssignees|lock|createLabel)$|reactions\.create\w+$/,
    'write-issues',
    'writes to an issue',
  ],
  [/repos\.(?:createDeployment|createDeploymentStatus)$/, 'write-deployments', 'writes deployments'],
  [/actions\.(?:reRunWorkflow\w*|cancelWorkflowRun|deleteActionsCache\w*|approveWorkflowRun)$/, 'run-workflows', 'starts or stops runs'],
];

/** What the answer is about. */
const ANSWERS: readonly (readonly [RegExp, string])[] = [
  [/pulls\.listFiles/, 'names of changed files'],
  [/pulls\.(?:listCommits|listReviews|listReviewComments)|repos\.(?:getCommit|listCommits|compareCommits\w*)|git\.getCommit/, 'commit'],
  [/pulls\.|listPullRequestsAssociatedWithCommit/, 'pull_request'],
  [/issues\.|search\.issues/, 'issue'],
];

/** The one name that artifacts are compared with in the script; null where none or several are. */
const onlyName = (script: string): string | null => {
  const names = new Set([...script.matchAll(/\bname\b["']?\s*={2,3}\s*(["'`])([^"'`$\n]{1,200})\1/g)].map((m) => m[2] ?? ''));
  const [name] = names;
  return names.size === 1 ? (name ?? null) : null;
};

const hostCall = (scope: JsScope, call: ApiCall): Thing => {
  const { session } = scope;
  const { name, span, tokens } = call;
  // `github.paginate(github.rest.pulls.listFiles, …)`, `github.request('GET /repos/…/pulls/1')`
  const words = tokens
    .flatMap((t) =>
      t.flatMap((x) =>
        x.kind === 'name' || x.kind === 'text' ? [x.text] : x.kind === 'template' ? x.parts.filter((p) => typeof p === 'string') : [],
      ),
    )
    .join(' ');
  const method = /(?:paginate(?:\.iterator)?|request|graphql)$/.test(name) ? `${name}.${words.replaceAll(' ', '.')}` : name;
  const credential = session.input.apiCredential ?? null;
  const write = WRITES.find(([pattern]) => pattern.test(name));
  if (write !== undefined)
    session.effects.push({
      kind: 'write',
      capability: write[1],
      what: /\bAPPROVE\b/.test(words) ? 'approves a pull request' : write[2],
      credential,
      materials: [],
      span,
    });
  if (name.endsWith('graphql') && /enablePullRequestAutoMerge|mergePullRequest/.test(words))
    session.effects.push({ kind: 'write', capability: 'write-source', what: 'merges a pull request', credential, materials: [], span });
  if (/repos\.(?:createRelease|updateRelease|uploadReleaseAsset)$/.test(name)) {
    session.effects.push({
      kind: 'publish',
      publication: { id: 'release:repository', type: 'release', name: 'releases of the repository' },
      credential,
      provenance: 'unknown',
      materials: [],
      span,
    });
  }
  const address = /\bPOST (\S{1,200})/.exec(words)?.[1] ?? '';
  if (/(?:createWorkflowDispatch|createDispatchEvent)$/.test(name) || startsWorkflows(address)) {
    const owner = property(tokens, 'owner') ?? /repos\/([^/]+)/.exec(address)?.[1];
    const repo = property(tokens, 'repo') ?? /repos\/[^/]+\/([^/]+)/.exec(address)?.[1];
    const names = /\bpull_request head (?:sha|ref)\b|\bhead_sha\b|\bhead_ref\b/.test(words) ? ('fixed' as const) : null;
    session.effects.push(
      dispatchEffect(session, {
        target: /workflow_id:? ?([\w.-]+\.ya?ml)/.exec(words)?.[1] ?? 'a workflow',
        repository: owner === undefined || repo === undefined ? null : `${owner}/${repo}`,
        handed: call.args.map((a) => ({ ...textOf(a.value), proposed: names })),
        credential,
        span,
      }),
    );
  }
  if (name.endsWith('downloadArtifact') || ARCHIVE_ADDRESS.test(words))
    return thingOf(artifactArchive(session, onlyName(session.input.text), session.input.text, span));
  const about =
    ANSWERS.find(([pattern]) => pattern.test(method))?.[1] ?? (/\/pulls\b/.test(words) ? 'pull_request' : /\/issues\b/.test(words) ? 'issue' : null);
  if (about === null || (write !== undefined && !/pulls\.get/.test(name))) return UNKNOWN_THING;
  const influence: Influence = {
    origin: { kind: 'event', field: about, actor: about === 'issue' ? 'outsider' : changeAuthor(session), span },
    charset: about === 'names of changed files' ? 'file-name' : 'any',
    via: [span],
  };
  return { value: { text: null, influences: [influence], secrets: [] }, object: `answer:${about}` };
};
