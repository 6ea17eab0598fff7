/** What goes on from the workspace and what comes back: stashes, archives, artifacts of other jobs. */
import type { Material } from '../../pipeline/effects.ts';
import type { Span } from '../../source/span.ts';
import { within } from '../common/script-places.ts';
import { elsewhere } from './builds.ts';
import { argument, type StepCall } from './call.ts';
import { draftMaterials } from './docker.ts';
import { draftAt, emit, type Frame, gapAt, shortSpan } from './run.ts';
import { type GroovyValue, knownText, NOTHING_KNOWN, roughText } from './values.ts';

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
  // Which builds start this one is put in later.
  const triggered = run.scenario.id === 'upstream';
  if (triggered) download(frame, call, artifact(null, 'followed', path, call.span));
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
