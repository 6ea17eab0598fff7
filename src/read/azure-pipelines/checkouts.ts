/** `checkout:` steps. https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema/steps-checkout */
import type { Code, Effect, Material } from '../../pipeline/effects.ts';
import type { Span } from '../../source/span.ts';
import { folderOf } from './scripts.ts';
import type { JobState } from './state.ts';
import { at, type Tree, treeBoolean, treeText, writtenText } from './tree.ts';
import type { AzureScenario } from './triggers.ts';

export const codeOf = ({ proposer, definition, ref }: AzureScenario): Code => {
  if (definition === 'trusted' || proposer === null) return { kind: 'trusted', what: 'the default branch' };
  const what = ref === 'pull' ? 'the proposed change, merged' : ref === 'tag' ? 'the pushed tag' : 'the pushed branch';
  return { kind: 'proposed', what, actor: proposer, mutable: false };
};

/** The checkout that a job does by itself, or that a step asks for. `alone`: no other repository is checked out beside it. */
export const checkOut = (state: JobState, node: Tree | null, span: Span, alone: boolean): readonly Effect[] => {
  const { run } = state;
  const which = node === null ? 'self' : (treeText(at(node, 'checkout')) ?? writtenText(at(node, 'checkout')));
  if (which.toLowerCase() === 'none') return [];
  const persists = treeBoolean(at(node, 'persistCredentials')) ?? (at(node, 'persistCredentials') === undefined ? false : 'unknown');
  const self = which.toLowerCase() === 'self';
  const resource = run.repositories.get(which.toLowerCase());
  const name = self ? null : (resource?.name ?? which.replace(/^git:\/\//, ''));
  const written = treeText(at(node, 'path'));
  // A path counts from the folder above the checkout; several repositories lie in folders of their own names.
  const path =
    written === null
      ? self || alone
        ? ''
        : folderOf((name ?? '').replace(/@.*$/, '').split('/').at(-1) ?? '')
      : folderOf(written.replace(/^s\/?/, ''));
  const material: Material = {
    kind: 'checkout',
    path,
    code: self
      ? codeOf(run.scenario)
      : { kind: 'elsewhere', what: `${name ?? which}${resource?.ref == null ? '' : ` at ${resource.ref}`}`, component: null },
    artifact: null,
    artifactFrom: null,
    cacheKey: null,
    ...(persists === false ? {} : { holdsCredential: true }),
    span,
  };
  state.materials = [...state.materials.filter((m) => m.kind !== 'checkout' || m.path !== path), material];
  state.gitCredential = persists === false ? null : 'token';
  return [{ kind: 'checkout', material, persistsCredential: persists, credential: 'token', span }];
};
