/** One entry of `include:` as what it stands for. https://docs.gitlab.com/ci/yaml/#include */
import type { Component } from '../../pipeline/model.ts';
import { entryOf, get, textOf, textsOf, type YamlNode } from '../../source/yaml.ts';
import { pinOfRef } from '../common/component-registry.ts';

export type Included = IncludedHere | IncludedElsewhere;

export interface IncludedHere {
  readonly kind: 'local';
  readonly path: string;
  /** Where it lies when it is not there. */
  readonly or?: string;
}

export interface IncludedElsewhere {
  readonly kind: 'other';
  /** Null: part of the platform's own release. */
  readonly component: Omit<Component, 'firstUse'> | null;
  /** `owner/repo@ref` below the folder of components. */
  readonly folder: string | null;
  /** Files there, each with other places where it may lie. */
  readonly files: readonly (readonly string[])[];
  readonly reason: string;
  readonly detail: string;
}

/** Components kept by the platform's maker. https://docs.gitlab.com/ci/components/#gitlab-maintained-components */
const PLATFORM = /^(?:gitlab\.com\/)?(?:components|gitlab-org|gitlab-com)\//;

const ownerOf = (project: string, repository: string | null): Component['owner'] => {
  const group = project.replace(/^gitlab\.com\//, '').split('/')[0];
  if (repository !== null && repository.replace(/^gitlab\.com\//, '') === project.replace(/^gitlab\.com\//, '')) return 'self';
  if (repository !== null && group === repository.split('/')[0]) return 'internal';
  return PLATFORM.test(project) ? 'platform' : 'third-party';
};

const folderOf = (project: string, ref: string): string => `${project}@${ref.replaceAll('/', '%2F')}`;
const LAY_OUT = 'Lay its files out below a folder given with --components to have it followed.';

/** A mapping may name several files of one project; a text is a local path or an address. */
export const parseInclude = (node: YamlNode, repository: string | null): readonly Included[] => {
  const text = textOf(node);
  if (text !== null) return [/^https?:\/\//.test(text) ? remote(text, null) : { kind: 'local', path: text }];
  if (node.kind !== 'mapping') return [];
  const project = textOf(get(node, 'project'));
  if (project !== null) return [ofProject(node, project, repository)];
  const component = textOf(get(node, 'component'));
  if (component !== null) return [ofComponent(component, repository)];
  const address = textOf(get(node, 'remote'));
  if (address !== null) return [remote(address, textOf(get(node, 'integrity')))];
  const template = textOf(get(node, 'template'));
  if (template !== null) return [ofTemplate(template)];
  const local = textsOf(get(node, 'local'));
  if (local.length > 0) return local.map((path) => ({ kind: 'local', path }));
  const file = entryOf(node, 'file');
  return file === undefined ? [] : textsOf(file.value).map((path) => ({ kind: 'local', path }));
};

const ofProject = (node: YamlNode, project: string, repository: string | null): Included => {
  const ref = textOf(get(node, 'ref'));
  const name = project.replace(
    /^\$CI_PROJECT_ROOT_NAMESPACE|^\$\{CI_PROJECT_ROOT_NAMESPACE\}|^\$CI_PROJECT_NAMESPACE|^\$\{CI_PROJECT_NAMESPACE\}/,
    '$CI_PROJECT_NAMESPACE',
  );
  return {
    kind: 'other',
    component: {
      id: `include:${name}@${ref ?? ''}`,
      kind: 'include',
      name,
      // Without `ref` the newest commit of its default branch: https://docs.gitlab.com/ci/yaml/#includeproject
      ref: ref ?? 'HEAD',
      pin: ref === null ? 'branch' : ref.includes('$') ? 'unknown' : pinOfRef(ref),
      owner: name.startsWith('$CI_PROJECT_NAMESPACE') ? 'internal' : name === '$CI_PROJECT_PATH' ? 'self' : ownerOf(name, repository),
      resolved: false,
      nested: [],
    },
    folder: folderOf(project, ref ?? 'HEAD'),
    files: textsOf(get(node, 'file')).map((path) => [path]),
    reason: 'included project not available',
    detail: `What the files of \`${project}\` add is not known here. ${LAY_OUT}`,
  };
};

/**
 * `~latest` and partial versions stand for the newest release that fits: https://docs.gitlab.com/ci/components/#partial-semantic-versions
 * (since 16.11, April 2024).
 */
const NEWEST = /^(?:~latest|\d+(?:\.\d+)?)?$/;

/** `host/group/project/name@version`. https://docs.gitlab.com/ci/components/#use-a-component */
const ofComponent = (written: string, repository: string | null): Included => {
  const at = written.lastIndexOf('@');
  const address = (at < 0 ? written : written.slice(0, at)).replace(/^\$\{?CI_SERVER_(?:FQDN|HOST)\}?\//, '');
  const version = at < 0 ? '' : written.slice(at + 1);
  const path = address.replace(/^[\w-]+(?:\.[\w-]+)+(?::\d+)?\//, '');
  const project = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const name = path.slice(path.lastIndexOf('/') + 1);
  // A project that tries its own component at the commit of the pipeline: https://docs.gitlab.com/ci/components/#test-the-component
  if (
    /^\$(?:CI_PROJECT_PATH|\{CI_PROJECT_PATH\})$/.test(project) &&
    /^\$(?:CI_COMMIT_(?:SHA|REF_NAME)|\{CI_COMMIT_(?:SHA|REF_NAME)\})$/.test(version)
  )
    return { kind: 'local', path: `templates/${name}.yml`, or: `templates/${name}/template.yml` };
  return {
    kind: 'other',
    component: {
      id: `include:${address}@${version}`,
      kind: 'include',
      name: address,
      ref: version === '' || version === '~latest' ? null : version,
      pin: NEWEST.test(version) ? 'none' : version.includes('$') ? 'unknown' : pinOfRef(version),
      owner: /^\$\{?CI_PROJECT_PATH\}?$/.test(project) ? 'self' : ownerOf(project, repository),
      resolved: false,
      nested: [],
    },
    folder: project === '' ? null : folderOf(project, version),
    files: [[`templates/${name}.yml`, `templates/${name}/template.yml`]],
    reason: 'included component not available',
    detail: `What the component \`${address}\` adds is not known here. ${LAY_OUT}`,
  };
};

const remote = (address: string, integrity: string | null): Included => {
  const name = address.replace(/^https?:\/\//, '');
  const checked = integrity !== null && integrity.startsWith('sha256-');
  // A file of a repository at a full commit is as fixed as the commit.
  const commit =
    /\/(?:raw|-\/raw)\/([0-9a-f]{40})\//.exec(address)?.[1] ?? /githubusercontent\.com\/[^/]+\/[^/]+\/([0-9a-f]{40})\//.exec(address)?.[1];
  return {
    kind: 'other',
    component: {
      id: `include:${name}@${checked ? integrity : ''}`,
      kind: 'include',
      name,
      ref: checked ? integrity : (commit ?? null),
      pin: checked ? 'digest' : commit !== undefined ? 'commit' : 'none',
      owner: 'third-party',
      resolved: false,
      nested: [],
    },
    folder: null,
    files: [],
    reason: 'included address not fetched',
    detail: `What \`${name}\` adds is not known here, and addresses are not fetched. Include it from a project or lay the file into this repository to have it followed.`,
  };
};

/** Part of GitLab's own release: it changes with the server, and whoever changes it runs the server. */
const ofTemplate = (template: string): Included => ({
  kind: 'other',
  component: null,
  folder: folderOf('gitlab-org/gitlab', 'templates'),
  files: [[`lib/gitlab/ci/templates/${template}`]],
  reason: 'template of the platform not followed',
  detail: `What the template \`${template}\` adds comes with the GitLab server and is not known here. Lay its file below \`gitlab-org/gitlab@templates/lib/gitlab/ci/templates/\` in a folder given with --components to have it followed.`,
});
