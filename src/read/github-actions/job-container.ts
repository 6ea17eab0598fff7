/** The container that the steps of a job run in. https://docs.github.com/en/actions/how-tos/write-workflows/choose-where-workflows-run/run-jobs-in-a-container */
import type { Effect, Influence } from '../../pipeline/effects.ts';
import type { Container, Step } from '../../pipeline/model.ts';
import { get, textOf, textsOf, type YamlNode, type YamlScalar } from '../../source/yaml.ts';
import { type Frame, scopeOf, valueOf } from './frame.ts';
import { holesOf } from './lower-script.ts';
import type { World } from './lowering.ts';

const imageOf = (node: YamlNode): YamlNode | undefined => (node.kind === 'scalar' ? node : get(node, 'image'));

export const containerOf = (world: World, node: YamlNode | null, frame: Frame): Container | null => {
  if (node === null || node.kind === 'null') return null;
  const image = imageOf(node);
  const options = textOf(get(node, 'options')) ?? '';
  const name = image?.kind === 'scalar' ? valueOf(image, scopeOf(frame)).text : null;
  const mounts = [...textsOf(get(node, 'volumes')), ...[...options.matchAll(/(?:-v|--volume)[= ]([^\s]+)/g)].map((m) => m[1] ?? '')].flatMap(
    (volume) => {
      const host = volume.split(':')[0] ?? '';
      return host.startsWith('/') ? [host] : [];
    },
  );
  if (image?.kind !== 'scalar' && mounts.length === 0) return null;
  const span = image?.span ?? node.span;
  return {
    component: name === null || name === '' ? null : world.registry.image(name, span),
    privileged: /--privileged|--cap-add[= ](?:ALL|SYS_ADMIN)|--pid[= ]host/.test(options),
    hostMounts: mounts,
    span,
  };
};

/**
 * Where untrusted text names the image, its author's programs run in place of every command of the job; in `options` it can set variables that do the
 * same. As a step before the others; empty where nobody has a choice.
 */
export const chosenContainer = (node: YamlNode | null, frame: Frame, job: string): readonly Step[] => {
  if (node === null || node.kind === 'null') return [];
  const image = imageOf(node);
  const options = get(node, 'options');
  const effects = [
    ...(image?.kind === 'scalar' ? argument(image, naming(image, frame), 'the image that all steps run in is theirs to choose') : []),
    ...(options?.kind === 'scalar' ? argument(options, splitting(options, frame), '`-e BASH_ENV=…` runs code with every step') : []),
  ];
  const [first] = effects;
  return first === undefined ? [] : [{ id: `${job}/container`, name: 'container', reach: 'always', gates: [], effects, span: first.span }];
};

const argument = ({ span }: YamlScalar, influences: readonly Influence[], how: string): readonly Effect[] =>
  influences.length === 0 ? [] : [{ kind: 'argument', command: 'container', influences, how, span }];

/** A registry's address, `ghcr.io/`, and nothing of who owns the image. */
const NO_OWNER = /^\s*(?:(?:localhost|[^/\s]*[.:][^/\s]*)\/)?$/;

/** What decides whose image it is: not a tag, and not a name behind an owner's. A single word without an owner is an official image. */
const naming = (image: YamlScalar, frame: Frame): readonly Influence[] => {
  const [first] = holesOf(image, scopeOf(frame));
  if (first === undefined || !NO_OWNER.test(image.value.slice(0, first.start))) return [];
  const owns = image.value.slice(first.end).startsWith('/');
  return first.value.influences.filter(({ charset }) => owns || charset !== 'word');
};

const splitting = (options: YamlScalar, frame: Frame): readonly Influence[] =>
  holesOf(options, scopeOf(frame)).flatMap(({ value }) => value.influences.filter(({ charset }) => charset !== 'word' && charset !== 'ref-name'));
