/** Threat models that somebody drew, in three formats, beside the same small pipeline. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { type Comparison, compareDrawing, type Difference } from '../../src/compare/drawn/compare.ts';
import { readDrawing } from '../../src/compare/drawn/read.ts';
import { likeness, roleOf } from '../../src/compare/drawn/roles.ts';
import { plainValue } from '../../src/source/plain.ts';
import { parseYaml } from '../../src/source/yaml.ts';
import { analyse, withSettings } from '../analyse.ts';
import { shared } from '../shared.ts';

const FILES = {
  '.github/workflows/release.yml': `on: push
permissions: {}
jobs:
  publish:
    runs-on: ubuntu-latest
    steps:
      - uses: acme-tools/upload@v1
      - run: npm publish
        env:
          NODE_AUTH_TOKEN: \${{ secrets.NPM_TOKEN }}
`,
  '.github/workflows/greet.yml': `on: pull_request_target
permissions: {}
jobs:
  greet:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ github.event.pull_request.title }}"
        env:
          SLACK: \${{ secrets.SLACK_HOOK }}
`,
};
const report = (settings: Readonly<Record<string, boolean>> = {}) => analyse(FILES, { asOf: '2026-01-01', settings: withSettings(settings) });

const OTM = {
  otmVersion: '0.2.0',
  project: { name: 'Shop release', id: 'shop' },
  trustZones: [
    { id: 'z1', name: 'Internet', risk: { trustRating: 1 } },
    { id: 'z2', name: 'Trusted network', risk: { trustRating: 90 } },
  ],
  components: [
    { id: 'dev', name: 'Developers', type: 'actor', parent: { trustZone: 'z2' } },
    { id: 'ext', name: 'External contributors', type: 'actor', parent: { trustZone: 'z1' } },
    { id: 'ci', name: 'Build pipeline', type: 'process', parent: { trustZone: 'z2' } },
    { id: 'hook', name: 'SLACK_HOOK', type: 'credential', parent: { component: 'ci' } },
    { id: 'db', name: 'Customer ledger', type: 'postgres', parent: { trustZone: 'z2' } },
  ],
  dataflows: [
    {
      id: 'd1',
      name: 'Push',
      source: 'dev',
      destination: 'ci',
      threats: [
        {
          threat: 't',
          mitigations: [
            { mitigation: 'm1', state: 'implemented' },
            { mitigation: 'm2', state: 'required' },
          ],
        },
      ],
    },
    { id: 'd2', name: 'Propose', source: 'ext', destination: 'ci' },
    { id: 'd3', name: 'Sync', source: 'ci', destination: 'db' },
  ],
  threats: [{ id: 't', name: 'Tampering', risk: { likelihood: 1, impact: 1 } }],
  mitigations: [
    { id: 'm1', name: 'Actions are pinned to a commit SHA', riskReduction: 50 },
    { id: 'm2', name: 'Provenance of packages', riskReduction: 50 },
  ],
};

const DRAGON = {
  version: '2.2.0',
  summary: { title: 'Shop release', id: 0 },
  detail: {
    contributors: [],
    reviewer: '',
    diagramTop: 0,
    threatTop: 0,
    diagrams: [
      {
        id: 0,
        title: 'Build',
        diagramType: 'STRIDE',
        thumbnail: 'x.svg',
        version: '2.2.0',
        cells: [
          { id: 'a', shape: 'actor', zIndex: 1, data: { type: 'tm.Actor', name: 'Developers', hasOpenThreats: false, threats: [] } },
          {
            id: 'b',
            shape: 'process',
            zIndex: 1,
            data: {
              type: 'tm.Process',
              name: 'Build\npipeline',
              hasOpenThreats: false,
              threats: [
                {
                  id: '1',
                  title: 'Moved tag',
                  status: 'Mitigated',
                  severity: 'High',
                  type: 'Tampering',
                  description: '',
                  mitigation: 'All actions are pinned. See the wiki.',
                },
                {
                  id: '2',
                  title: 'Unreviewed push',
                  status: 'Mitigated',
                  severity: 'High',
                  type: 'Tampering',
                  description: '',
                  mitigation: 'Code review',
                },
              ],
            },
          },
          { id: 's', shape: 'store', zIndex: 1, data: { type: 'tm.Store', name: 'Customer ledger', hasOpenThreats: false, threats: [] } },
          { id: 'o', shape: 'store', zIndex: 1, data: { type: 'tm.Store', name: 'Billing', outOfScope: true, hasOpenThreats: false, threats: [] } },
          {
            id: 'f',
            shape: 'flow',
            zIndex: 1,
            source: { cell: 'a' },
            target: { cell: 'b' },
            data: { type: 'tm.Flow', name: 'Push', isBidirectional: false, hasOpenThreats: false, threats: [] },
          },
          { id: 't', shape: 'trust-boundary-curve', zIndex: 1, data: { type: 'tm.Boundary', name: 'Company network', isTrustBoundary: true } },
        ],
      },
    ],
  },
};

const LIBRARY = {
  $schema: 'https://github.com/OWASP/www-project-threat-model-library/blob/v1.0.2/threat-model.schema.json',
  version: '1.0',
  scope: {
    title: 'Shop release',
    description: 'x',
    business_criticality: 'high',
    data_sensitivity: ['cred'],
    exposure: 'external',
    tier: 'important',
  },
  trust_zones: [
    { symbolic_name: 'outside', title: 'Internet', description: 'x' },
    { symbolic_name: 'inside', title: 'Private', description: 'x' },
  ],
  trust_boundaries: [{ trust_zone_a: 'outside', trust_zone_b: 'inside' }],
  actors: [{ symbolic_name: 'ext', title: 'External contributors', description: 'x', type: 'human', trust_zone: 'outside' }],
  components: [{ symbolic_name: 'ci', title: 'Build pipeline', description: 'x', trust_zone: 'inside' }],
  data_stores: [{ symbolic_name: 'ledger', title: 'Customer ledger', description: 'x', type: 'sql', trust_zone: 'inside' }],
  data_flows: [
    {
      symbolic_name: 'propose',
      title: 'Propose',
      description: 'x',
      source: { type: 'actor', object: 'ext' },
      destination: { type: 'component', object: 'ci' },
      has_sensitive_data: false,
      encrypted: true,
    },
  ],
  controls: [{ symbolic_name: 'review', title: 'Code review', description: 'x', threats: [], status: 'active', priority: 'high' }],
};

const compared = async (drawing: unknown, settings: Readonly<Record<string, boolean>> = {}): Promise<Comparison> => {
  const read = readDrawing(typeof drawing === 'string' ? drawing : JSON.stringify(drawing));
  if ('error' in read) throw new Error(read.error);
  return compareDrawing(read.model, await report(settings));
};
const names = (all: readonly Difference[]): readonly string[] => all.map(({ what, name }) => `${what} ${name}`);

describe('Open Threat Model', () => {
  it('elements, flows and controls that exist only on paper', async () => {
    const { onlyOnPaper } = await compared(OTM);
    expect(names(onlyOnPaper)).toContain('element Customer ledger');
    expect(names(onlyOnPaper)).not.toContain('element Build pipeline');
  });
  it('assets and crossings that exist only in reality, with their place', async () => {
    const { onlyInReality } = await compared(OTM);
    expect(names(onlyInReality)).toContain('asset NPM_TOKEN');
    expect(names(onlyInReality)).not.toContain('asset SLACK_HOOK');
    const third = onlyInReality.find((d) => d.what === 'crossing' && d.name.startsWith('third party'));
    expect(third?.statement).toContain('The dependency boundary is crossed with no flow drawn');
    expect(third?.evidence[0]).toMatchObject({ file: '.github/workflows/release.yml', line: 7 });
  });
  it('contradictions: a control that is not there, a trusted place that outsiders reach, a boundary that they cross', async () => {
    const { contradictions, inBoth } = await compared(OTM);
    expect(names(contradictions)).toEqual([
      'boundary Internet | Trusted network',
      'control Actions are pinned to a commit SHA',
      'element SLACK_HOOK',
    ]);
    expect(contradictions[1]?.ids[0]).toMatch(/^pin-component@/);
    // Planned is no claim.
    expect(names([...contradictions, ...inBoth])).not.toContain('control Provenance of packages (in place)');
  });
  it('a control that rests on what nobody has told is not confirmed, told so it is in both or contradicts', async () => {
    const reviewed = { ...OTM, mitigations: [{ id: 'm1', name: 'Code review' }] };
    expect(names((await compared(reviewed)).unconfirmed)).toEqual(['control Code review']);
    expect(names((await compared(reviewed, { 'branch-protected': true, 'branch-admins-included': true })).inBoth)).toContain('control Code review');
    expect(names((await compared(reviewed, { 'branch-protected': false })).contradictions)).toContain('control Code review');
  });
  it('is read from YAML too', async () => {
    const yaml =
      'otmVersion: 0.2.0\nproject: { name: Tiny, id: t }\ncomponents:\n  - { id: a, name: Customer ledger, type: db, parent: { trustZone: z } }\n';
    expect((await compared(yaml)).onlyOnPaper.map((d) => d.name)).toEqual(['Customer ledger']);
  });
});

describe('Threat Dragon', () => {
  it('says the same of the same drawing', async () => {
    const { model, contradictions, onlyOnPaper, unconfirmed } = await compared(DRAGON);
    expect(model).toEqual({ format: 'threat-dragon', name: 'Shop release' });
    expect(names(onlyOnPaper)).toEqual(['element Customer ledger']);
    expect(names(contradictions)).toContain('control All actions are pinned');
    expect(names(unconfirmed)).toEqual(['control Code review']);
  });
});

describe('OWASP Threat Model Library', () => {
  it('says the same of the same drawing', async () => {
    const { model, contradictions, onlyOnPaper, unconfirmed } = await compared(LIBRARY);
    expect(model).toEqual({ format: 'tm-library', name: 'Shop release' });
    expect(names(onlyOnPaper)).toEqual(['element Customer ledger']);
    expect(names(contradictions)).toContain('boundary Internet | Private');
    expect(names(unconfirmed)).toEqual(['control Code review']);
  });
});

describe('the drawings of these tests', () => {
  const schemas = shared('CHOKEPOINT_SCHEMAS', 'schemas');
  const validates = (name: string, value: unknown): unknown => {
    const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
    addFormats.default(ajv);
    const schema = JSON.parse(readFileSync(`${schemas}/${name}`, 'utf8')) as Record<string, unknown>;
    delete schema['$schema'];
    const validate = ajv.compile(schema);
    return validate(value) ? [] : validate.errors?.map((e) => `${e.instancePath} ${e.message}`);
  };
  it.skipIf(schemas === null)('are what the vendors call valid', () => {
    const example = fileURLToPath(new URL('../../examples/release-bot.otm.yaml', import.meta.url));
    const [document] = parseYaml(readFileSync(example, 'utf8'), 'x').documents;
    expect(validates('otm-0.2.0.schema.json', JSON.parse(JSON.stringify(plainValue(document as never))))).toEqual([]);
  });
  it.skipIf(schemas === null || !existsSync(`${schemas}/otm-example.json`))("and the vendor's own example is read", () => {
    const read = readDrawing(readFileSync(`${schemas}/otm-example.json`, 'utf8'));
    expect('model' in read && [read.model.name, read.model.elements.length > 4, read.model.flows.length > 1]).toEqual(['Test project', true, true]);
  });
});

describe('bad drawings', () => {
  it.each([
    ['nothing', ''],
    ['a list', '[]'],
    ['something else', '{"a": 1}'],
    ['broken text', '{"otmVersion": "0.2.0", "components": ['],
  ])('%s is told in half a sentence', (_, text) => {
    expect(readDrawing(text)).toHaveProperty('error');
  });
  it.each([
    { otmVersion: '0.2.0', components: [null, 7, { parent: 'x' }, { id: {}, name: [] }], dataflows: 'x', trustZones: [{}], mitigations: {} },
    {
      otmVersion: '0.2.0',
      components: [
        { id: 'a', name: 'a', parent: { component: 'b' } },
        { id: 'b', name: 'b', parent: { component: 'a' } },
      ],
    },
    { detail: { diagrams: [{ cells: [{ data: { name: '\u001b[31mred', threats: [{ mitigation: 'x'.repeat(1e5) }] }, shape: 'process' }] }] } },
    { scope: {}, components: [{}], data_flows: [{ source: null }], trust_boundaries: [{}] },
  ])('of any shape are read as far as they go', async (drawing) => {
    const comparison = await compared(drawing);
    expect(comparison.onlyInReality.length).toBeGreaterThan(0);
  });
});

describe('loose names', () => {
  it.each([
    ['GitHub Actions runner', 'runner'],
    ['npm registry', 'registry'],
    ['Source repository', 'source'],
    ['CI/CD pipeline', 'pipeline'],
    ['DeployKey', 'secret'],
    ['Kubernetes cluster', 'production'],
    ['External contributors', 'outsider'],
    ['Customer ledger', null],
  ])('%s plays %s', (name, role) => expect(roleOf(name)).toBe(role));
  it('that share most words are alike, one word of many is not', () => {
    expect(likeness('NPM_TOKEN', 'npm token')).toBe(1);
    expect(likeness('the npm token of production', 'NPM_TOKEN of environment production')).toBeGreaterThan(0.6);
    expect(likeness('token of the customer portal login page', 'NPM_TOKEN')).toBeLessThan(0.4);
    expect(likeness('', 'x')).toBe(0);
  });
});
