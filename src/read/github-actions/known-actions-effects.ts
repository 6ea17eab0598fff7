/** The declared effects of a known action, with the values of one use put in. */
import type { ActionEffect } from '../../knowledge/actions/knowledge.ts';
import { shipsByName } from '../../knowledge/production.ts';
import { handsOnToNobody } from '../../knowledge/registries.ts';
import type { Effect, EffectOf, Influence, Material, Publication } from '../../pipeline/effects.ts';
import type { Tri } from '../../pipeline/model.ts';
import { UNKNOWN, unionInfluences, type Value } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { changeInfluence, nameBefore } from '../common/script-dispatches.ts';
import { coveringUntrusted } from '../common/script-places.ts';
import { headActor, ownCheckout, proposedRefIn } from './known-actions-checkout.ts';
import {
  applies,
  credentialOf,
  fill,
  folderOf,
  holds,
  inputOf,
  loginKey,
  materialsFor,
  materialsWithin,
  registryOf,
  textOf,
  type Use,
} from './known-actions-use.ts';

const MAX_NAMES = 20;

/** Where an effect is shown: the input that decides it, or the step. */
const spanOf = (use: Use, ...inputs: readonly (string | undefined)[]): Span => {
  for (const input of inputs) {
    const given = input === undefined ? undefined : use.inputs.get(input);
    if (given !== undefined) return given.span;
  }
  return use.span;
};

/** Text that can do harm where it becomes code. */
export const harmful = (influences: readonly Influence[]): readonly Influence[] => influences.filter((i) => i.charset !== 'word');

const influencesOf = (use: Use, inputs: readonly string[]): readonly Influence[] =>
  unionInfluences(inputs.flatMap((name) => inputOf(use, name)?.influences ?? []));

const fieldInfluences = (use: Use, field: string): readonly Influence[] => use.lookupEvent(field.toLowerCase().split('.'))?.influences ?? [];

export const lowerEffects = (use: Use, declared: readonly ActionEffect[]): readonly Effect[] =>
  declared.flatMap((effect) => (applies(use, effect) ? lowerEffect(use, effect, use.materials) : []));

const lowerEffect = (use: Use, effect: ActionEffect, materials: readonly Material[]): readonly Effect[] => {
  switch (effect.kind) {
    case 'execute': {
      const span = spanOf(use, effect.in);
      const fetches = effect.ownCopy === true && effect.in !== undefined && textOf(use, effect.in) === '';
      return [
        {
          kind: 'execute',
          tool: effect.tool,
          how: effect.how,
          materials: fetches ? [ownCheckout(use)] : materialsFor(materials, folderOf(use, effect.in) ?? ''),
          span,
        },
      ];
    }
    case 'install': {
      const named = effect.packages === undefined ? '' : (textOf(use, effect.packages) ?? '');
      return [
        {
          kind: 'install',
          manager: effect.manager,
          ecosystem: effect.ecosystem,
          packages: named
            .split(/[\s,]+/)
            .filter((p) => p !== '' && !p.startsWith('-'))
            .slice(0, MAX_NAMES),
          locked: effect.locked,
          runsScripts: effect.runsScripts,
          directory: folderOf(use, effect.in) ?? '',
          span: spanOf(use, effect.packages, effect.in),
        },
      ];
    }
    case 'interpret': {
      const influences = harmful(
        unionInfluences([...influencesOf(use, effect.inputs ?? []), ...(effect.fields ?? []).flatMap((f) => fieldInfluences(use, f))]),
      );
      return influences.length === 0
        ? []
        : [{ kind: 'interpret', language: effect.language, influences, how: effect.how, span: spanOf(use, ...(effect.inputs ?? [])) }];
    }
    case 'argument': {
      const influences = harmful(influencesOf(use, effect.inputs));
      return influences.length === 0
        ? []
        : [{ kind: 'argument', command: effect.command, influences, how: effect.how, span: spanOf(use, ...effect.inputs) }];
    }
    case 'cache':
      return cacheEffects(use, fill(use, effect.key), [], cacheMaterial(use, fill(use, effect.key), effect.path), {
        restores: true,
        saves: effect.readOnly !== true,
      });
    case 'login':
      return [lowerLogin(use, effect)];
    case 'publish':
      if (effect.previewWhenAny?.some((condition) => holds(use, [condition]) === true) === true)
        return [
          {
            kind: 'deploy',
            target: publications(use, effect.type, effect.publication)[0]?.name ?? effect.type,
            credential: credentialOf(use, effect.credential),
            materials: materialsWithin(materials, folderOf(use, effect.in)),
            verified: 'unknown',
            preview: true,
            span: use.span,
          },
        ];
      return publications(use, effect.type, effect.publication).map((publication) => ({
        kind: 'publish',
        publication,
        credential: credentialOf(use, effect.credential),
        provenance: provenanceOf(use, effect.provenance),
        materials: materialsWithin(materials, folderOf(use, effect.in)),
        ...handed(use, effect.in),
        span: use.span,
      }));
    case 'deploy':
      return [
        {
          kind: 'deploy',
          target: fill(use, effect.target),
          credential: credentialOf(use, effect.credential),
          materials: materialsWithin(materials, folderOf(use, effect.in)),
          verified: 'unknown',
          ...(effect.previewWhen !== undefined && holds(use, effect.previewWhen) === true ? { preview: true as const } : handed(use, effect.in)),
          span: use.span,
        },
      ];
    case 'write':
      return [
        {
          kind: 'write',
          capability: effect.capability,
          what: effect.what,
          credential: credentialOf(use, effect.credential),
          materials: effect.files === true ? materials : [],
          ...(effect.asks === undefined ? {} : { asks: effect.asks }),
          span: use.span,
        },
      ];
    case 'dispatch':
      return [
        {
          kind: 'dispatch',
          target: fill(use, effect.target),
          repository: writtenRepository(use),
          influences: harmful(influencesOf(use, effect.inputs)),
          change: effect.inputs.some((name) => namesChange(use.inputs.get(name)?.source ?? '')) ? changeInfluence(headActor(use), use.span) : null,
          credential: credentialOf(use, effect.credential),
          ...startsOf(use, effect),
          span: use.span,
        },
      ];
    case 'sign':
    case 'attest':
    case 'verify':
      return [{ kind: effect.kind, what: fill(use, effect.what), span: use.span }];
    case 'own-cluster':
      return [{ kind: 'own-cluster', how: effect.how, span: use.span }];
    case 'closed-network':
      return holds(use, effect.when) === true ? [{ kind: 'closed-network', how: effect.how, span: spanOf(use, 'egress-policy') }] : [];
    case 'host-access':
      return [{ kind: 'host-access', how: effect.how, span: use.span }];
  }
};

const namesChange = (source: string): boolean => proposedRefIn(source) !== null || /\bhead_ref\b|\.head\.ref\b/.test(source);

/** Without a repository to name, actions of the platform start workflows of their own one; other systems know by their settings whose pipeline it is. */
const startsOf = (use: Use, { starts, inputs }: Extract<ActionEffect, { kind: 'dispatch' }>): Pick<EffectOf<'dispatch'>, 'starts'> => {
  if (starts === undefined) return {};
  const named = starts.pipeline ?? starts.override;
  const pipeline = named === undefined ? null : textOf(use, named) || null;
  if (starts.pipeline !== undefined && pipeline === null) return {};
  const elsewhere = ['repository', 'repo', 'owner'].some((name) => (use.inputs.get(name)?.source ?? '') !== '');
  const parameters = inputs.flatMap((name) => {
    const influences = harmful(influencesOf(use, [name]));
    return influences.length === 0 ? [] : namesBefore(use.inputs.get(name)?.source ?? '').map((given) => ({ name: given, influences }));
  });
  const own = starts.system === 'github-actions' && !elsewhere ? true : 'unknown';
  return { starts: { system: starts.system, triggers: starts.triggers, pipeline, own, parameters } };
};

/** The names that stand before expressions in a text of pairs. */
const namesBefore = (source: string): readonly string[] => {
  const names = [...source.matchAll(/\$\{\{/g)].map((match) => nameBefore(source.slice(Math.max(0, match.index - 300), match.index)) ?? '*');
  return names.length === 0 ? ['*'] : [...new Set(names)];
};

/** Dispatching actions name the repository in one input, or its owner in another. */
const writtenRepository = (use: Use): string | null => {
  const [repository, owner] = [textOf(use, 'repository') || textOf(use, 'repo'), textOf(use, 'owner')];
  if (!repository) return null;
  const whole = repository.includes('/') || !owner ? repository : `${owner}/${repository}`;
  return /^[\w.-]+\/[\w.-]+$/.test(whole) ? whole : null;
};

const provenanceOf = (use: Use, declared: Tri | { readonly input: string } | undefined): Tri => {
  if (declared === undefined) return 'unknown';
  return typeof declared === 'object' ? holds(use, [{ input: declared.input, set: true }]) : declared;
};

/** One for every name in a list of images; the name as far as it is known. The platform's own places have one name for the whole repository. */
const publications = (use: Use, type: Publication['type'], template: string): readonly Publication[] => {
  if (template === 'repository') return [{ id: `${type}:repository`, type, name: `${type === 'release' ? 'releases' : type} of the repository` }];
  const input = /^\{([\w-]+)\}$/.exec(template)?.[1];
  const listed = type === 'image' && input !== undefined ? imageNames(use, input) : [fill(use, template)];
  return [...new Set(listed)]
    .filter((name) => !handsOnToNobody(name))
    .slice(0, MAX_NAMES)
    .map((name) => ({ id: `${type}:${name}`, type, name }));
};

/** `ghcr.io/acme/x:1, ghcr.io/acme/x:2` → `ghcr.io/acme/x`. */
const imageNames = (use: Use, input: string): readonly string[] => {
  const text = textOf(use, input);
  // A name may be known although its tag is not.
  const written = text ?? use.inputs.get(input)?.source ?? '';
  const names = written.split(/[\n,]/).flatMap((line) => {
    const image = line
      .trim()
      .replace(/^type=image,name=/, '')
      .replace(/@sha256:.*$/, '')
      .replace(/:[^/]*$/, '');
    // `ghcr.io/${{ … }}/shop` is some image of that name.
    const known = image.replaceAll(/\$\{\{[^}]*\}\}/g, '*');
    return known === '' || known.split('/').at(-1)?.includes('*') !== false || /\s/.test(known) ? [] : [known];
  });
  return names.length === 0 ? ['*'] : names;
};

const lowerLogin = (use: Use, effect: Extract<ActionEffect, { kind: 'login' }>): Effect => {
  const credential = credentialOf(use, effect.credential);
  const by = credential === null ? 'unknown' : credential === 'token' || credential === 'identity' ? credential : 'secret';
  const named = effect.identity === undefined ? undefined : inputOf(use, effect.identity);
  const identity = named === undefined || named.text === '' ? null : (named.text ?? named.secrets[0] ?? null);
  return { kind: 'login', provider: fill(use, effect.provider), to: effect.to, by, identity, span: use.span };
};

/** What logins leave behind for later steps, by registry. */
export const loginsOf = (use: Use, declared: readonly ActionEffect[]): readonly (readonly [string, Value])[] =>
  declared.flatMap((effect) => {
    if (effect.kind !== 'login' || effect.registry === undefined || !applies(use, effect)) return [];
    const host = typeof effect.registry === 'string' ? effect.registry : textOf(use, effect.registry.input);
    if (host === null) return [];
    const credential = credentialOf(use, effect.credential);
    return [[loginKey(registryOf(`${host}/x`)), { ...UNKNOWN, secrets: credential === null ? [] : [credential] }] as const];
  });

// ---------------------------------------------------------------- caches

export const cacheMaterial = (use: Use, key: string, path: string): Material => ({
  kind: 'cache',
  path,
  code: null,
  artifact: null,
  artifactFrom: null,
  cacheKey: key,
  span: use.span,
});

export const cacheEffects = (
  use: Use,
  key: string,
  restoreKeys: readonly string[],
  material: Material,
  does: { readonly restores: boolean; readonly saves: boolean },
): readonly Effect[] => {
  const span = spanOf(use, 'key', 'cache');
  return [
    ...(does.restores ? [{ kind: 'cache-restore', key, restoreKeys, material, span } as const] : []),
    ...(does.saves ? [{ kind: 'cache-save', key, span } as const] : []),
  ];
};

/** Inputs that say where a thing goes: named for a change or at run time, it may be a preview's place. */
const PLACES = /^(?:dest|target|alias|branch|domain|cname|environment|name|tag|version|path_?prefix|umbrella|sub)/i;

/** Checkouts of unreviewed changes that hold what the input names: its files go out as they are. */
const handed = (use: Use, input: string | undefined): { readonly hands?: readonly Material[] } => {
  const folder = input === undefined || (textOf(use, input) ?? '') === '' ? null : folderOf(use, input);
  if (folder === null) return {};
  const places = [...use.inputs.keys()].filter((name) => PLACES.test(name)).map((name) => textOf(use, name));
  if (places.some((text) => text === null || shipsByName(text) === 'tests')) return {};
  const hands = coveringUntrusted(use.materials, folder).filter(({ kind }) => kind === 'checkout');
  return hands.length === 0 ? {} : { hands };
};
