/**
 * Artifacts and caches: what is taken along, from which run, and where it is laid.
 * https://github.com/actions/upload-artifact#readme, https://github.com/actions/download-artifact#readme, https://github.com/actions/cache#readme
 */
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Guarantee } from '../../pipeline/model.ts';
import { cacheEffects, cacheMaterial } from './known-actions-effects.ts';
import { folderOf, isAtLeast, materialsWithin, textOf, type Use, workspacePath } from './known-actions-use.ts';

export interface Moved {
  readonly effects: readonly Effect[];
  readonly materials: readonly Material[];
}

const MAX_PATHS = 10;
const lines = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MAX_PATHS);

/** The name that rules match uploads and downloads by; null when it is only known at run time. */
const artifactName = (use: Use): string | null => textOf(use, 'name');

// ---------------------------------------------------------------- upload

export const applyUpload = (use: Use): Moved => {
  const written = textOf(use, 'path') ?? use.inputs.get('path')?.source ?? '';
  const all = lines(written);
  const folders = all.filter((line) => !line.startsWith('!')).map(uploadedFolder);
  const leavesOut = all.some((line) => line.startsWith('!') && line.includes('.git'));
  const holding = use.materials.filter((m) => m.holdsCredential === true);
  const carries =
    !leavesOut &&
    takesHiddenFiles(use) &&
    holding.some((m) =>
      folders.some((folder) => folder === '' || m.path === folder || m.path.startsWith(`${folder}/`) || folder === joined(m.path, '.git')),
    );
  const secrets = secretsWithin(use, all);
  const named = artifactName(use);
  const artifact = named === null ? nameAsWritten(use) : named;
  return {
    effects: [
      {
        kind: 'artifact-upload',
        artifact,
        carriesCredentials: carries,
        ...(secrets.length === 0 ? {} : { secrets }),
        materials: folders.length === 0 ? [] : use.materials.filter((m) => folders.some((folder) => materialsWithin([m], folder).length > 0)),
        handsOn: use.materials.filter((m) => m.kind === 'artifact' && folders.some((folder) => isOfArtifact(folder, m.path))),
        span: use.inputs.get('path')?.span ?? use.span,
      },
    ],
    materials: use.materials,
  };
};

/** Secrets in files that scripts have written and that one of the lines takes along. A hidden file is passed over like a hidden folder. */
const secretsWithin = (use: Use, all: readonly string[]): readonly string[] => {
  const patterns = all.map((line) => ({ takes: !line.startsWith('!'), matches: patternOf(line.replace(/^!/, '')) }));
  const hidden = takesHiddenFiles(use);
  const taken = [...(use.written ?? [])].filter(
    ([path, { secrets }]) =>
      secrets.length > 0 && (hidden || !/(?:^|\/)\.[^/]/.test(path)) && patterns.findLast(({ matches }) => matches.test(path))?.takes === true,
  );
  return [...new Set(taken.flatMap(([, { secrets }]) => secrets))];
};

/** The path, or anything below it. https://github.com/actions/upload-artifact#upload-using-a-wildcard-pattern */
const patternOf = (line: string): RegExp => {
  const path = line
    .replace(/^\$\{\{\s*github\.workspace\s*\}\}\/?/i, '')
    .replace(/^\.\//, '')
    .replace(/\/+$/, '');
  if (path === '' || path === '.') return /^[^/$~]/;
  const parts = path.split(/(\*\*\/?|\*|\?)/).map((part) => GLOBS[part] ?? part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('')}(?:/|$)`);
};
const GLOBS: Readonly<Record<string, string>> = { '**/': '(?:.*/)?', '**': '.*', '*': '[^/]*', '?': '[^/]' };

/** Laid into the workspace itself, an artifact is known by files that are named one by one; a folder there may be another's. */
const isOfArtifact = (uploaded: string, laid: string): boolean => {
  if (uploaded === '' || uploaded === laid || laid.startsWith(`${uploaded}/`)) return true;
  return laid === '' ? /[^/]\.\w+$/.test(uploaded) : uploaded.startsWith(`${laid}/`);
};

const joined = (folder: string, name: string): string => (folder === '' ? name : `${folder}/${name}`);

/** `${{ github.workspace }}/out/**` → `out`. */
const uploadedFolder = (line: string): string => {
  const path = line.replace(/^\$\{\{\s*github\.workspace\s*\}\}\/?/i, '');
  const glob = path.search(/[*?[]/);
  return workspacePath(glob < 0 ? path : path.slice(0, path.lastIndexOf('/', glob) + 1));
};

/** Names made from a matrix and the like: what is written stands for all of them. */
const nameAsWritten = (use: Use): string => use.inputs.get('name')?.source ?? '*';

/** Left out by default since v4.4.0 and v3.2.0. https://github.blog/changelog/2024-08-19-notice-of-upcoming-deprecations-and-breaking-changes-in-github-actions-runners/ */
const takesHiddenFiles = (use: Use): boolean => {
  const asked = textOf(use, 'include-hidden-files');
  if (asked === null || asked.toLowerCase() === 'true') return true;
  const line = /^v?3(?:\.|$)/.test(use.ref ?? '') ? '3.2.0' : '4.4.0';
  return isAtLeast(use.ref, line, '2024-09-02', use.asOf) === false;
};

// ---------------------------------------------------------------- download

const FOLLOWED_RUN = /github\.event\.workflow_run\.id|github\.event\.workflow_run\.artifacts_url/;

export const applyDownload = (use: Use): Moved => {
  const pattern = textOf(use, 'pattern') !== '' || textOf(use, 'name_is_regexp')?.toLowerCase() === 'true';
  const given = artifactName(use);
  const written = use.inputs.get('name')?.source;
  const guarantees = ofOwnRuns(use);
  const material: Material = {
    kind: 'artifact',
    path: folderOf(use, 'path') ?? '',
    code: null,
    artifact: pattern || given === '' ? null : (given ?? written ?? null),
    artifactFrom: sourceRun(use),
    cacheKey: null,
    ...(guarantees.length === 0 ? {} : { guarantees }),
    span: use.inputs.get('name')?.span ?? use.span,
  };
  return { effects: [{ kind: 'artifact-download', material, span: use.span }], materials: [...use.materials, material] };
};

/** Without a run's id the platform's own action looks in the same run, the others in the latest run of a workflow. */
const sourceRun = (use: Use): Material['artifactFrom'] => {
  const run = ['run-id', 'run_id', 'runid', 'run-ids'].map((name) => use.inputs.get(name)).find((input) => input !== undefined);
  if (run !== undefined) {
    if (/^\$\{\{\s*github\.run_id\s*\}\}$/.test(run.source?.trim() ?? '')) return 'same';
    const field = run.value.influences.some(({ origin }) => origin.kind === 'event' && origin.field.includes('workflow_run.id'));
    return FOLLOWED_RUN.test(run.source ?? '') || field ? 'followed' : 'unknown';
  }
  return use.name === 'actions/download-artifact' || use.name === 'actions/upload-artifact/merge' || use.name === 'actions/download-artifact/merge'
    ? 'same'
    : 'unknown';
};

/** It looks for a run itself, and is not told which. */
const findsRun = (use: Use): boolean => use.name === 'dawidd6/action-download-artifact' && !use.inputs.has('run_id');

/** Events that people outside do not cause: a fork's push is a run of the fork. */
const CAUSED_INSIDE: ReadonlySet<string> = new Set(['push', 'release', 'schedule', 'workflow_dispatch', 'repository_dispatch']);

/**
 * What keeps artifacts of strangers out. Runs for forks are passed over by default since v4.0.0, but not when a run is named.
 * https://github.com/dawidd6/action-download-artifact/releases/tag/v4
 */
const ofOwnRuns = (use: Use): readonly Guarantee[] => {
  if (!findsRun(use)) return [];
  const allowed = textOf(use, 'allow_forks');
  const refusesForks = allowed === '' ? isAtLeast(use.ref, '4.0.0', '2024-06-03', use.asOf) !== false : allowed?.toLowerCase() === 'false';
  const event = textOf(use, 'event') ?? '';
  return [
    ...(refusesForks
      ? [
          ofRuns(use, 'no-forks', 'allow_forks', {
            statement: 'The artifact is not taken from runs for forks.',
            why: 'Runs whose head lies in another repository are passed over.',
          }),
        ]
      : []),
    ...(CAUSED_INSIDE.has(event)
      ? [
          ofRuns(use, 'of-event', 'event', {
            statement: `The artifact is taken from runs of \`${event}\` only.`,
            why: 'Only people with write access cause runs of that event in this repository.',
          }),
        ]
      : []),
  ];
};

const ofRuns = (use: Use, id: string, input: string, text: Pick<Guarantee, 'statement' | 'why'>): Guarantee => ({
  id: `${id}@${use.name}`,
  ...text,
  enforcedBy: 'configuration',
  against: ['outsider', 'contributor'],
  strength: 'strong',
  evidence: [use.inputs.get(input)?.span ?? use.span],
  source: 'https://github.com/dawidd6/action-download-artifact#usage',
});

/**
 * The script that GitHub's own guides show for `workflow_run`: it asks the API for an artifact and writes the archive into a folder,
 * where a later step unpacks it. https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
 */
export const downloadedByScript = (use: Use, script: string): Moved => {
  if (!/\bdownloadArtifact\b|\/zip\b.{0,40}archive_download_url/.test(script)) return { effects: [], materials: [] };
  const written = /(?:writeFileSync|writeFile)\s*\(\s*(?:path\.join\([^,()]{0,80},\s*)?['"`]([^'"`\n]{1,200})['"`]/.exec(script)?.[1] ?? '';
  const file = written.replace(/^\$\{[^}]{0,80}(?:workspace|WORKSPACE|cwd\(\))[^}]{0,20}\}\/?/, '').replace(/^\$\{[^}]{0,80}\}/, '/tmp');
  const material: Material = {
    kind: 'artifact',
    path: workspacePath(file.slice(0, Math.max(0, file.lastIndexOf('/')))),
    code: null,
    artifact: /\bname\s*===?\s*['"`]([^'"`\n$]{1,100})['"`]/.exec(script)?.[1] ?? null,
    artifactFrom: /workflow_run\.id\b|WORKFLOW_RUN_ID/.test(script) ? 'followed' : 'unknown',
    cacheKey: null,
    span: use.span,
  };
  return { effects: [{ kind: 'artifact-download', material, span: use.span }], materials: [material] };
};

// ---------------------------------------------------------------- caches

export const applyCache = (use: Use, part: 'cache' | 'cache-restore' | 'cache-save'): Moved => {
  const key = textOf(use, 'key') || (use.inputs.get('key')?.source?.trim() ?? '*');
  const restoreKeys = lines(textOf(use, 'restore-keys') ?? use.inputs.get('restore-keys')?.source ?? '');
  const paths = lines(textOf(use, 'path') ?? use.inputs.get('path')?.source ?? '').map(workspacePath);
  const materials = (paths.length === 0 ? [''] : paths).map((path) => cacheMaterial(use, key, path));
  const only = textOf(use, 'lookup-only')?.toLowerCase() === 'true';
  const restores = part !== 'cache-save' && !only;
  const effects = cacheEffects(use, key, restoreKeys, materials[0] ?? cacheMaterial(use, key, ''), { restores, saves: part !== 'cache-restore' });
  return { effects, materials: restores ? [...use.materials, ...materials] : use.materials };
};
