/** What comes into the workspace: checkouts, and files that are read and written. */
import type { Code, Effect, Influence, Material } from '../../pipeline/effects.ts';
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { covering } from '../common/script-places.ts';
import { argument, type StepCall } from './call.ts';
import { credentialNamed } from './credentials.ts';
import { draftMaterials } from './docker.ts';
import { draftAt, emit, type Frame, hold, shortSpan } from './run.ts';
import { type GroovyValue, harmful, knownText, NOTHING_KNOWN, plain, roughText, valueOf } from './values.ts';

/** The commit that the build is about: for a pull request the change, also where the Jenkinsfile is the target branch's. */
export const ownCode = (frame: Frame): Code => {
  const { proposer, kind } = frame.run.scenario;
  if (proposer === null) return { kind: 'trusted', what: 'the default branch' };
  const what = kind === 'pull' ? 'the proposed change, merged' : kind === 'tag' ? 'the pushed tag' : 'the pushed branch';
  return { kind: 'proposed', what, actor: proposer, mutable: false };
};

const bring = (frame: Frame, name: string, code: Code, credential: string | null, span: Span, path = frame.directory): void => {
  const material: Material = { kind: 'checkout', path, code, artifact: null, artifactFrom: null, cacheKey: null, span: shortSpan(span) };
  // The git plugin keeps credentials out of the workspace. https://plugins.jenkins.io/git/
  emit(frame, name, span, [{ kind: 'checkout', material, persistsCredential: false, credential, span: shortSpan(span) }]);
  const { machine } = draftAt(frame, span);
  const isBelow = (p: string): boolean => path === '' || p === path || p.startsWith(`${path}/`);
  machine.materials = [...machine.materials.filter((m) => m.kind !== 'checkout' || !isBelow(m.path)), material];
};

export const checkoutOwn = (frame: Frame, span: Span): void => bring(frame, 'checkout scm', ownCode(frame), null, span);

const PULL =
  /ghprb(?:ActualCommit|SourceBranch)|\bsha1\b|refs\/(?:pull|pull-requests|merge-requests|changes)\/|origin\/pr\/|pull\/|gitlab(?:SourceBranch|MergeRequestLastCommit)|GERRIT_(?:REFSPEC|PATCHSET_REVISION|BRANCH)|CHANGE_BRANCH/;

/** `checkout scm`, `checkout([$class: 'GitSCM', …])`, `checkout scmGit(…)`. */
export const checkoutStep = (frame: Frame, call: StepCall): GroovyValue => {
  const scm = argument(call, 'scm') ?? call.positional[0];
  if (scm?.kind !== 'map' && !(scm?.kind === 'object' && scm.entries.size > 0)) {
    checkoutOwn(frame, call.span);
    // `checkout scm` gives the variables that it sets: https://www.jenkins.io/doc/pipeline/steps/workflow-scm-step/
    return { kind: 'object', type: 'env', value: UNKNOWN, entries: new Map(), span: shortSpan(call.span) };
  }
  const entries = scm.entries;
  const remote = firstItem(entries.get('userRemoteConfigs'));
  const branch = firstItem(entries.get('branches'));
  // What the job itself is set to build: `userRemoteConfigs: scm.userRemoteConfigs`.
  const written = frame.source.text.slice(call.node.start, call.node.end);
  // A folder whose name is only known at run time is still one of its own.
  const folder = folderIn(entries.get('extensions'))?.replaceAll('*', 'unknown') ?? '';
  const place = { path: [frame.directory, folder].filter((p) => p !== '').join('/'), span: call.span };
  const inherits = /userRemoteConfigs:\s*scm\b|\[\[?\s*url:\s*scm\./.test(written);
  git(
    frame,
    'checkout',
    inherits ? undefined : entryOf(remote, 'url'),
    entryOf(branch, 'name') ?? branch,
    entryOf(remote, 'refspec'),
    entryOf(remote, 'credentialsId'),
    written,
    place,
    inherits,
  );
  return NOTHING_KNOWN;
};

/** `git url: '…', branch: '…'`; without a branch it is master. https://www.jenkins.io/doc/pipeline/steps/git/ */
export const gitStep = (frame: Frame, call: StepCall): GroovyValue => {
  const written = frame.source.text.slice(call.node.start, call.node.end);
  git(
    frame,
    'git',
    argument(call, 'url'),
    call.get('branch'),
    undefined,
    call.get('credentialsId'),
    written,
    { path: frame.directory, span: call.span },
    false,
  );
  return NOTHING_KNOWN;
};

/** `[$class: 'RelativeTargetDirectory', relativeTargetDir: 'x']`, `relativeTargetDirectory('x')`. */
const folderIn = (extensions: GroovyValue | undefined): string | null => {
  for (const one of extensions?.kind === 'list' ? extensions.items : []) {
    if (one.kind !== 'map' && one.kind !== 'object') continue;
    const given = one.entries.get('relativeTargetDir');
    if (given !== undefined) return roughText(given);
    if (one.kind === 'object' && one.type === 'binding:relativeTargetDirectory') return one.value.text ?? '*';
  }
  return null;
};

const firstItem = (value: GroovyValue | undefined): GroovyValue | undefined => (value?.kind === 'list' ? value.items[0] : value);
const entryOf = (value: GroovyValue | undefined, name: string): GroovyValue | undefined =>
  value?.kind === 'map' || value?.kind === 'object' ? value.entries.get(name) : undefined;

const git = (
  frame: Frame,
  name: string,
  url: GroovyValue | undefined,
  branch: GroovyValue | undefined,
  refspec: GroovyValue | undefined,
  credentials: GroovyValue | undefined,
  written: string,
  { path, span }: { readonly path: string; readonly span: Span },
  inherits: boolean,
): void => {
  const id = credentials === undefined ? '' : (knownText(credentials) ?? roughText(credentials));
  const use = credentialNamed(frame, id, ['GIT_TOKEN'], span);
  if (use !== null) hold(draftAt(frame, span), use);
  const influences = [url, branch, refspec].flatMap((v) => (v === undefined ? [] : harmful(valueOf(v).influences)));
  bring(frame, name, codeOf(frame, { url, branch, influences, written, inherits }), use?.name ?? null, span, path);
};

const BY_NAME = /\b(?:CHANGE_BRANCH|ghprbSourceBranch|gitlabSourceBranch)\b/;

interface Fetched {
  readonly url: GroovyValue | undefined;
  readonly branch: GroovyValue | undefined;
  readonly influences: readonly Influence[];
  readonly written: string;
  readonly inherits: boolean;
}

const codeOf = (frame: Frame, { url, branch, influences, written, inherits }: Fetched): Code => {
  const { scenario, world } = frame.run;
  const address = roughText(url);
  const named = roughText(branch);
  // A fork's branch is not there, whatever its name.
  if (BY_NAME.test(written) && scenario.variant === 'fork') return { kind: 'trusted', what: 'the branch that has the name of the proposed one' };
  if (PULL.test(written) && scenario.kind === 'pull')
    return {
      kind: 'proposed',
      what: 'the head of the proposed change',
      actor: scenario.head ?? 'outsider',
      mutable: !/ActualCommit|LastCommit|PATCHSET_REVISION|GIT_COMMIT/.test(written),
    };
  if (influences.length > 0) return { kind: 'chosen', what: `the ref that ${named || address} names`, influences };
  if (inherits && (branch === undefined || /scm\.|\*$|GIT_COMMIT|BRANCH_NAME/.test(written))) return ownCode(frame);
  const own =
    world.repository !== null &&
    address
      .replace(/\.git$/, '')
      .toLowerCase()
      .endsWith(`/${world.repository.toLowerCase()}`);
  if (inherits || own) return { kind: 'trusted', what: `\`${named || 'the default branch'}\`` };
  if (/\$\{?(?:env\.)?(?:BRANCH_NAME|GIT_BRANCH)\b/.test(written)) return ownCode(frame);
  return { kind: 'elsewhere', what: `${address || 'another repository'}${named === '' ? '' : ` at ${named}`}`, component: null };
};

const pathOf = (frame: Frame, text: string | null): string => [frame.directory, text?.replace(/^\.\//, '') ?? ''].filter((p) => p !== '').join('/');

/** What lies at the path and may be somebody else's. */
const untrustedAt = (frame: Frame, call: StepCall, path: string): readonly Material[] =>
  covering(draftMaterials(frame, call.span), path).filter((m) => m.kind === 'artifact' || m.code?.kind === 'proposed' || m.code?.kind === 'chosen');

/** Names of files, which whoever put them there chose. https://plugins.jenkins.io/pipeline-utility-steps/ (read November 2026) */
export const findFilesStep = (frame: Frame, call: StepCall): GroovyValue => {
  const glob = roughText(argument(call, 'glob'));
  // What stands before the first wildcard is the folder.
  const folder = pathOf(frame, /^[^*?[{]*(?=\/)/.exec(glob)?.[0] ?? '');
  const influences = untrustedAt(frame, call, folder).map(
    (material): Influence => ({
      origin: { kind: 'material', material, path: folder === '' ? null : folder },
      charset: 'file-name',
      via: [shortSpan(call.span)],
    }),
  );
  return plain({ text: null, influences, secrets: [] });
};

/** A step that is not known here is handed the path: the file is what it makes of it, which the gap about the step says. */
export const mayReplace = (frame: Frame, call: StepCall): void => {
  const paths = [...call.named.values(), ...call.positional].flatMap((value) => {
    const text = knownText(value);
    return text !== null && /^[\w./-]+\.\w+$/.test(text) ? [pathOf(frame, text)] : [];
  });
  if (paths.length === 0 || frame.machine === null) return;
  const { machine } = draftAt(frame, call.span);
  machine.replaced = new Set([...machine.replaced, ...paths]);
};

/** Files of the workspace as text. `readTrusted` takes the target branch's file for an untrusted change, or fails. */
export const readStep = (frame: Frame, call: StepCall): GroovyValue => {
  if (call.name === 'readTrusted' || call.name === 'libraryResource') return NOTHING_KNOWN;
  const given = argument(call, 'file');
  const text = call.get('text');
  if (given === undefined || text !== undefined) return text === undefined ? NOTHING_KNOWN : plain({ ...valueOf(text), text: null });
  const path = pathOf(frame, knownText(given));
  const { machine } = draftAt(frame, call.span);
  const written = machine.written.get(path);
  const lies = machine.replaced.has(path) ? [] : untrustedAt(frame, call, path);
  const value: Value = {
    text: null,
    influences: [
      ...(written?.influences ?? []),
      ...lies.map((material): Influence => ({ origin: { kind: 'material', material, path }, charset: 'any', via: [shortSpan(call.span)] })),
    ],
    secrets: [],
  };
  return plain(value);
};

export const writeStep = (frame: Frame, call: StepCall): GroovyValue => {
  const path = knownText(argument(call, 'file'));
  const text = call.get('text') ?? call.get('json') ?? call.get('data');
  const effects: readonly Effect[] = [];
  emit(frame, call.name, call.span, effects);
  const { machine } = draftAt(frame, call.span);
  if (path !== null && text !== undefined) {
    const at = pathOf(frame, path);
    machine.written = new Map([...machine.written, [at, valueOf(text)]]);
    if (frame.flow.reach === 'always') machine.replaced = new Set([...machine.replaced, at]);
  }
  return NOTHING_KNOWN;
};
