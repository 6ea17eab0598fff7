/** What comes into the workspace and what goes on from it: checkouts, stashes, archives, files that are read. */
import type { Code, Effect, Influence, Material } from '../../pipeline/model.ts';
import type { Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { covering, within } from '../common/script-places.ts';
import { elsewhere } from './builds.ts';
import { argument, type StepCall } from './call.ts';
import { credentialNamed } from './credentials.ts';
import { draftMaterials } from './docker.ts';
import { draftAt, emit, type Frame, gapAt, hold, shortSpan } from './run.ts';
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

/** Archives have no name; they are told apart by the pipeline that made them, and those of changes are none of the job of the reviewed branch. */
const archiveOf = (file: string, kind: Frame['run']['scenario']['kind'] = 'default'): string =>
  `archive of ${file}${kind === 'default' ? '' : ' (changes)'}`;
const ownArchive = ({ run }: Frame): string => archiveOf(run.file, run.scenario.kind);

const CHOOSES_BUILD = /\b(?:upstream|specific|buildParameter|TriggeredBuildSelector|SpecificBuildSelector|ParameterizedBuildSelector)\b/;

/**
 * Artifacts of another job. In production mode (version 1.44, May 2020) the job that made them lists who may copy, which says nothing about what is in them.
 * https://plugins.jenkins.io/copyartifact/ (read November 2026)
 */
const copyArtifacts = (frame: Frame, call: StepCall): void => {
  const target = knownText(call.get('target')) ?? '';
  const path = [frame.directory, target].filter((p) => p !== '' && p !== '.').join('/');
  const { run, source } = frame;
  const project = argument(call, 'projectName');
  const node = call.nodes.get('projectName') ?? call.nodes.get('') ?? call.node;
  if (/\bJOB_(?:BASE_)?NAME\b|currentBuild/.test(source.text.slice(node.start, node.end))) {
    download(frame, call, artifact(ownArchive(frame), 'same', path, call.span));
    return;
  }
  const name = knownText(project);
  const files = name === null ? [] : run.world.jobs(name, [], run.file);
  const { after } = run.scenario;
  // The build that started this one, or the newest of a job that builds reviewed branches: a pull request's build is in a job of its own.
  const ofStarter =
    CHOOSES_BUILD.test(source.text.slice(call.node.start, call.node.end)) || !after.every(({ run: id }) => /:(?:pull_request|push\/branch)/.test(id));
  if (after.length > 0 && ofStarter && (files.length === 0 || files.some((file) => after.some(({ run: id }) => id.startsWith(`${file}:`))))) {
    download(frame, call, artifact(null, 'followed', path, call.span));
    return;
  }
  if (files.length === 0)
    gapAt(
      frame,
      'artifacts not in sight',
      `Which pipeline makes the artifacts of job \`${name ?? roughText(project)}\` is not among the files. Does it build unreviewed changes?`,
      call.span,
    );
  for (const file of files.length === 0 ? [''] : files) {
    const made = artifact(file === '' ? `archive of job ${name ?? '*'}` : archiveOf(file), 'unknown', path, call.span);
    download(frame, call, file === '' || name === null ? made : { ...made, guarantees: [elsewhere(name, file, shortSpan(call.span))] });
  }
};

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
      upload(frame, call, ownArchive(frame));
      break;
    case 'unarchive':
      download(frame, call, artifact(ownArchive(frame), 'same', frame.directory, call.span));
      break;
    case 'copyArtifacts':
      copyArtifacts(frame, call);
      break;
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
