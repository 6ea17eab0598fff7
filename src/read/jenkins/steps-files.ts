/** What comes into the workspace and what goes on from it: checkouts, stashes, archives, files that are read. */
import type { Code, Effect, Influence, Material } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { covering, within } from '../common/script-places.ts';
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
    return NOTHING_KNOWN;
  }
  const entries = scm.entries;
  const remote = firstItem(entries.get('userRemoteConfigs'));
  const branch = firstItem(entries.get('branches'));
  // What the job itself is set to build: `userRemoteConfigs: scm.userRemoteConfigs`.
  const written = frame.source.text.slice(call.node.start, call.node.end);
  const extensions = /relativeTargetDir:\s*['"]([\w./-]+)['"]/.exec(written)?.[1];
  const place = { path: [frame.directory, extensions ?? ''].filter((p) => p !== '').join('/'), span: call.span };
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

// ---------------------------------------------------------------- artifacts

const artifact = (name: string | null, from: Material['artifactFrom'], path: string, span: Span): Material => ({
  kind: 'artifact',
  path,
  code: null,
  artifact: name,
  artifactFrom: from,
  cacheKey: null,
  span: shortSpan(span),
});

const upload = (frame: Frame, call: StepCall, name: string): void => {
  const materials = within(draftMaterials(frame, call.span), frame.directory);
  emit(frame, call.name, call.span, [{ kind: 'artifact-upload', artifact: name, carriesCredentials: false, materials, span: shortSpan(call.span) }]);
};

const download = (frame: Frame, call: StepCall, material: Material): void => {
  emit(frame, call.name, call.span, [{ kind: 'artifact-download', material, span: shortSpan(call.span) }]);
  const { machine } = draftAt(frame, call.span);
  machine.materials = [...machine.materials, material];
};

/** Archives have no name; they are told apart by the job that made them. */
export const ARCHIVE = 'archive';

export const fileStep = (frame: Frame, call: StepCall): GroovyValue => {
  switch (call.name) {
    case 'stash': {
      const name = `stash ${roughText(argument(call, 'name'))}`;
      const { machine } = draftAt(frame, call.span);
      frame.run.stashes.set(name, new Set([...(frame.run.stashes.get(name) ?? []), machine.key]));
      upload(frame, call, name);
      break;
    }
    case 'unstash': {
      const name = `stash ${roughText(argument(call, 'name'))}`;
      const makers = frame.run.stashes.get(name);
      // What the same machine put aside comes back as it was.
      if (makers?.size === 1 && makers.has(draftAt(frame, call.span).machine.key)) emit(frame, call.name, call.span, []);
      else download(frame, call, artifact(name, 'same', frame.directory, call.span));
      break;
    }
    case 'archiveArtifacts':
    case 'archive':
      upload(frame, call, ARCHIVE);
      break;
    case 'unarchive':
      download(frame, call, artifact(ARCHIVE, 'same', frame.directory, call.span));
      break;
    case 'copyArtifacts': {
      const target = knownText(call.get('target')) ?? '';
      const path = [frame.directory, target].filter((p) => p !== '' && p !== '.').join('/');
      const same = /JOB_NAME|BUILD_NUMBER/.test(frame.source.text.slice(call.node.start, call.node.end));
      const followed = frame.run.scenario.after.length > 0;
      download(frame, call, artifact(ARCHIVE, same ? 'same' : followed ? 'followed' : 'unknown', path, call.span));
      break;
    }
    case 'deleteDir':
    case 'cleanWs': {
      const { machine } = draftAt(frame, call.span);
      if (frame.directory === '' && frame.flow.reach === 'always') machine.materials = [];
      break;
    }
    default:
      break;
  }
  return NOTHING_KNOWN;
};

/** Files of the workspace as text. `readTrusted` takes the target branch's file for an untrusted change, or fails. */
export const readStep = (frame: Frame, call: StepCall): GroovyValue => {
  if (call.name === 'readTrusted' || call.name === 'libraryResource') return NOTHING_KNOWN;
  const given = argument(call, 'file');
  const text = call.get('text');
  if (given === undefined || text !== undefined) return text === undefined ? NOTHING_KNOWN : plain({ ...valueOf(text), text: null });
  const path = [frame.directory, knownText(given)?.replace(/^\.\//, '') ?? ''].filter((p) => p !== '').join('/');
  const { machine } = draftAt(frame, call.span);
  const written = machine.written.get(path);
  const lies = covering(draftMaterials(frame, call.span), path).filter(
    (m) => m.kind === 'artifact' || m.code?.kind === 'proposed' || m.code?.kind === 'chosen',
  );
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
  if (path !== null && text !== undefined)
    machine.written = new Map([...machine.written, [[frame.directory, path].filter((p) => p !== '').join('/'), valueOf(text)]]);
  return NOTHING_KNOWN;
};
