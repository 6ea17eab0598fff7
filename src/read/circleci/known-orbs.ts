/** Commands and jobs of orbs that are not in sight, as far as their documentation tells what they do. */
import { type OrbEffect, orbElement } from '../../knowledge/orbs.ts';
import type { Effect, Influence } from '../../pipeline/effects.ts';
import { through } from '../../pipeline/value.ts';
import type { Span } from '../../source/span.ts';
import { codeOf } from './checked-out.ts';
import type { JobContext } from './lowering.ts';
import type { OrbReference } from './namespaces.ts';
import { placeOf } from './places.ts';
import { type Argument, exactText, shownText, valueOf } from './templates.ts';

export interface OrbUse {
  /** Id of its component. */
  readonly component: string;
  readonly reference: OrbReference;
  readonly element: string;
  readonly args: ReadonlyMap<string, Argument>;
  readonly span: Span;
}

/** What the element does; a gap, and untrusted text that it is handed, where nothing is known of it. */
export const knownOrbStep = (context: JobContext, use: OrbUse): readonly Effect[] => {
  const { component, reference, element, span } = use;
  const effects: Effect[] = [{ kind: 'use', component, span }];
  const row = orbElement(reference.name, element);
  if (row === null) {
    context.world.gap({
      file: reference.scalar.span.file,
      reason: 'orb not available',
      detail: `What \`${reference.name}\` does is not known here. Lay its source out below a folder given with --components (\`${reference.name}@${reference.version}/orb.yml\`) to have it followed.`,
      evidence: [reference.scalar.span],
    });
    const handed = [...use.args.values()].flatMap((arg): readonly Influence[] =>
      arg.alternatives.flatMap((template) => through(valueOf(template), span).influences),
    );
    if (handed.some((i) => i.charset !== 'word'))
      effects.push({ kind: 'opaque', component, influences: handed.filter((i) => i.charset !== 'word'), materials: context.state.materials, span });
    return effects;
  }
  for (const does of row) effects.push(...lower(context, use, does));
  return effects;
};

/** The value of the first of these parameters that is given, as far as it is known. */
const given = ({ args }: OrbUse, names: readonly string[] | undefined): string | null => {
  for (const name of names ?? []) {
    const argument = args.get(name);
    if (argument !== undefined) return exactText(argument.alternatives[0]) ?? shownText(argument.alternatives[0]);
  }
  return null;
};

const lower = (context: JobContext, use: OrbUse, does: OrbEffect): readonly Effect[] => {
  const { state } = context;
  const { span } = use;
  switch (does.kind) {
    case 'checkout': {
      const material = { kind: 'checkout', path: '', code: codeOf(context.seed), artifact: null, artifactFrom: null, cacheKey: null, span } as const;
      state.materials = [...state.materials.filter((m) => m.kind !== 'checkout' || m.path !== ''), material];
      return [{ kind: 'checkout', material, persistsCredential: true, credential: null, span }];
    }
    case 'install':
      return [
        {
          kind: 'install',
          manager: given(use, ['pkg-manager']) ?? does.manager,
          ecosystem: does.ecosystem,
          packages: [],
          locked: 'unknown',
          runsScripts: true,
          directory: placeOf(given(use, ['app-dir']) ?? '.', context.working),
          span,
        },
      ];
    case 'execute':
      return state.materials.length === 0
        ? []
        : [{ kind: 'execute', tool: `${use.reference.name}/${use.element}`, how: does.how, materials: state.materials, span }];
    case 'cache':
      return [
        {
          kind: 'cache-restore',
          key: `of ${use.reference.name}`,
          restoreKeys: [],
          material: { kind: 'cache', path: '', code: null, artifact: null, artifactFrom: null, cacheKey: `of ${use.reference.name}`, span },
          span,
        },
        { kind: 'cache-save', key: `of ${use.reference.name}`, span },
      ];
    case 'login': {
      const role = given(use, does.role);
      const secret = given(use, does.secret)?.replaceAll(/[${}]/g, '') ?? null;
      if (role !== null && role !== '') return [{ kind: 'login', provider: does.provider, to: does.to, by: 'identity', identity: role, span }];
      return [
        {
          kind: 'login',
          provider: does.provider,
          to: does.to,
          by: does.role !== undefined && secret === null ? 'unknown' : 'secret',
          identity: null,
          span,
        },
      ];
    }
    case 'publish': {
      const name = given(use, does.name) ?? 'unknown';
      return [
        {
          kind: 'publish',
          publication: { id: `${does.type}:${name}`, type: does.type, name },
          credential: given(use, does.secret)?.replaceAll(/[${}]/g, '') ?? null,
          provenance: 'unknown',
          materials: state.materials,
          span,
        },
      ];
    }
    case 'deploy':
      return [
        {
          kind: 'deploy',
          target: does.target,
          credential: null,
          materials: state.materials,
          verified: false,
          span,
        },
      ];
    case 'nothing':
      return [];
  }
};
