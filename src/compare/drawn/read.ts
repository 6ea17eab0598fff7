/**
 * Reads drawn threat models: Open Threat Model 0.2 (https://github.com/iriusrisk/OpenThreatModel), Threat Dragon 2
 * (https://www.threatdragon.com/docs/), OWASP Threat Model Library (https://owasp.org/www-project-threat-model-library/).
 * Loosely: what is not of the expected shape is left out, since drawings are made by hand and by many versions of tools.
 */
import { plainValue } from '../../source/plain.ts';
import { parseYaml } from '../../source/yaml.ts';
import type { DrawnBoundary, DrawnControl, DrawnElement, DrawnFlow, DrawnModel } from './model.ts';

type Data = Readonly<Record<string, unknown>>;

/** Entries of one list that are read; larger drawings are no drawings. */
const MOST = 5000;

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value);
const data = (value: unknown): Data => (isData(value) ? value : {});
const all = (value: unknown): readonly Data[] => (Array.isArray(value) ? value.slice(0, MOST).filter(isData) : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '');
const texts = (value: unknown): string => (Array.isArray(value) ? value.map(text).join(' ') : text(value));

/** The model, or half a sentence on what is wrong with the file. */
export const readDrawing = (content: string): { readonly model: DrawnModel } | { readonly error: string } => {
  const value = parsed(content);
  if (!isData(value)) return { error: 'is neither JSON nor YAML with an object in it' };
  if (typeof value['otmVersion'] === 'string') return { model: openThreatModel(value) };
  const detail = value['detail'];
  if (isData(detail) && Array.isArray(detail['diagrams'])) return { model: threatDragon(value, detail) };
  if (Array.isArray(value['components']) && (isData(value['scope']) || Array.isArray(value['trust_zones'])))
    return { model: threatModelLibrary(value) };
  return {
    error:
      'is no threat model that is known: Open Threat Model (otmVersion), Threat Dragon 2 (detail.diagrams) or OWASP Threat Model Library (scope, components)',
  };
};

const parsed = (content: string): unknown => {
  try {
    return JSON.parse(content);
  } catch {
    const { documents, diagnostics } = parseYaml(content, 'model');
    return documents[0] === undefined || diagnostics.some((d) => d.level === 'error') ? null : plainValue(documents[0]);
  }
};

const openThreatModel = (value: Data): DrawnModel => {
  const zones = new Map(all(value['trustZones']).map((zone) => [text(zone['id']), text(zone['name'])]));
  const components = all(value['components']);
  const parents = new Map(components.map((one) => [text(one['id']), data(one['parent'])]));
  const zoneOf = (id: string, depth = 0): string | null => {
    const parent = parents.get(id);
    if (parent === undefined || depth > 20) return null;
    const zone = text(parent['trustZone']);
    return zone !== '' ? (zones.get(zone) ?? zone) : zoneOf(text(parent['component']), depth + 1);
  };
  const elements: DrawnElement[] = [
    ...components.map((one): DrawnElement => {
      const type = text(one['type']);
      return {
        id: text(one['id']),
        kind: /client|user|actor|external|person/i.test(type)
          ? 'actor'
          : /data|store|storage|registry|repository|bucket|queue/i.test(type)
            ? 'store'
            : 'process',
        name: text(one['name']),
        about: `${type} ${texts(one['tags'])} ${text(one['description'])}`,
        zone: zoneOf(text(one['id'])),
      };
    }),
    ...all(value['assets']).map(
      (one): DrawnElement => ({
        id: `asset:${text(one['id'])}`,
        kind: 'asset',
        name: text(one['name']),
        about: text(one['description']),
        zone: null,
      }),
    ),
  ];
  const flows = all(value['dataflows']).flatMap((one): DrawnFlow[] => {
    const flow = { name: text(one['name']), from: text(one['source']), to: text(one['destination']) };
    return one['bidirectional'] === true ? [flow, { ...flow, from: flow.to, to: flow.from }] : [flow];
  });
  const states = new Map<string, DrawnControl['state']>();
  for (const holder of [...components, ...all(value['dataflows'])])
    for (const threat of all(holder['threats']))
      for (const use of all(threat['mitigations'])) {
        const state = /implemented|done|active/i.test(text(use['state'])) ? 'in place' : 'planned';
        const id = text(use['mitigation']);
        if (states.get(id) !== 'in place') states.set(id, state);
      }
  const controls = all(value['mitigations']).map(
    (one): DrawnControl => ({ name: text(one['name']), about: text(one['description']), state: states.get(text(one['id'])) ?? 'unsaid' }),
  );
  return { format: 'otm', name: text(data(value['project'])['name']), elements, flows, boundaries: betweenZones(elements, flows), controls };
};

/** Without lines of their own, boundaries lie where flows go from one zone to another. */
const betweenZones = (elements: readonly DrawnElement[], flows: readonly DrawnFlow[]): readonly DrawnBoundary[] => {
  const zones = new Map(elements.map(({ id, zone }) => [id, zone]));
  const found = new Map<string, DrawnBoundary>();
  for (const { from, to } of flows) {
    const [a, b] = [zones.get(from) ?? null, zones.get(to) ?? null];
    if (a !== null && b !== null && a !== b) found.set(JSON.stringify([a, b].sort()), { name: `${a} | ${b}`, zones: [a, b] });
  }
  return [...found.values()];
};

const DRAGON_KINDS: Readonly<Record<string, DrawnElement['kind']>> = { actor: 'actor', process: 'process', store: 'store' };

const threatDragon = (value: Data, detail: Data): DrawnModel => {
  const elements: DrawnElement[] = [];
  const flows: DrawnFlow[] = [];
  const boundaries: DrawnBoundary[] = [];
  const controls: DrawnControl[] = [];
  for (const cell of all(detail['diagrams'])
    .flatMap((diagram) => all(diagram['cells']))
    .slice(0, MOST)) {
    const about = data(cell['data']);
    const shape = `${text(cell['shape'])} ${text(about['type'])}`.toLowerCase();
    const name = text(about['name']).replaceAll(/\s+/g, ' ').trim();
    for (const threat of all(about['threats'])) {
      const mitigation = text(threat['mitigation']).trim();
      const mitigated = /mitigated/i.test(text(threat['status']));
      if (mitigation !== '')
        controls.push({
          name: firstSentence(mitigation),
          about: `${mitigation} ${text(threat['title'])}`,
          state: mitigated ? 'in place' : 'planned',
        });
    }
    if (shape.includes('boundary')) {
      if (name !== '') boundaries.push({ name, zones: null });
    } else if (shape.includes('flow')) {
      const [from, to] = [text(data(cell['source'])['cell']), text(data(cell['target'])['cell'])];
      if (from !== '' && to !== '') {
        flows.push({ name, from, to });
        if (about['isBidirectional'] === true) flows.push({ name, from: to, to: from });
      }
    } else {
      const kind = Object.entries(DRAGON_KINDS).find(([word]) => shape.includes(word))?.[1];
      if (kind !== undefined && about['outOfScope'] !== true)
        elements.push({ id: text(cell['id']), kind, name, about: text(about['description']), zone: null });
    }
  }
  return { format: 'threat-dragon', name: text(data(value['summary'])['title']), elements, flows, boundaries, controls };
};

const firstSentence = (long: string): string => (/^.{1,90}?(?=[.\n;]|$)/.exec(long)?.[0] ?? long.slice(0, 90)).trim();

const threatModelLibrary = (value: Data): DrawnModel => {
  const zones = new Map(all(value['trust_zones']).map((zone) => [text(zone['symbolic_name']), text(zone['title'])]));
  const zone = (one: Data): string | null => zones.get(text(one['trust_zone'])) ?? null;
  const of = (key: string, kind: DrawnElement['kind']): readonly DrawnElement[] =>
    all(value[key]).map((one) => ({
      id: text(one['symbolic_name']),
      kind,
      name: text(one['title']),
      about: `${text(one['symbolic_name'])} ${text(one['type'])} ${text(one['product'])} ${text(one['description'])}`,
      zone: zone(one),
    }));
  const end = (place: unknown): string => text(data(place)['object']) || text(place);
  return {
    format: 'tm-library',
    name: text(data(value['scope'])['title']),
    elements: [...of('actors', 'actor'), ...of('components', 'process'), ...of('data_stores', 'store'), ...of('data_sets', 'asset')],
    flows: all(value['data_flows']).map((one) => ({ name: text(one['title']), from: end(one['source']), to: end(one['destination']) })),
    boundaries: all(value['trust_boundaries']).map((one) => {
      const [a, b] = [text(one['trust_zone_a']), text(one['trust_zone_b'])].map((id) => zones.get(id) ?? id) as [string, string];
      return { name: `${a} | ${b}`, zones: [a, b] as const };
    }),
    controls: all(value['controls']).map((one) => ({
      name: text(one['title']),
      about: text(one['description']),
      state: ['active', 'assumed'].includes(text(one['status'])) ? ('in place' as const) : ('planned' as const),
    })),
  };
};
