import { describe, expect, it } from 'vitest';
import type { ControlKind } from '../../src/advise/control.ts';
import { CONTROLS } from '../../src/advise/controls/index.ts';
import type { Transition } from '../../src/reason/graph.ts';
import { ACTING } from '../show/fixture.ts';
import { everything } from './fixture.ts';

const FAMILIES = ['reduce-implicit-trust', 'least-privilege', 'isolate-execution', 'verify-artifacts', 'configuration-as-high-risk-code'];

/** Transitions by place of the edit that blocks them. */
const editsOf = (kind: ControlKind, { pipeline, transitions } = everything()): ReadonlyMap<string, readonly Transition[]> => {
  const edits = new Map<string, Transition[]>();
  for (const transition of transitions) {
    const place = kind.place(transition, pipeline);
    if (place !== null) edits.set(place, [...(edits.get(place) ?? []), transition]);
  }
  return edits;
};

describe('the list of controls', () => {
  it('is sorted by kind, without repeats', () => {
    const kinds = CONTROLS.map((c) => c.kind);
    expect(kinds).toEqual([...new Set(kinds)].sort());
    expect(kinds.length).toBeGreaterThanOrEqual(28);
  });

  it('covers every family and scope, each family several times', () => {
    for (const family of FAMILIES) expect(CONTROLS.filter((c) => c.family === family).length, family).toBeGreaterThanOrEqual(5);
    expect(new Set(CONTROLS.map((c) => c.scope))).toEqual(new Set(['step', 'job', 'workflow', 'repository']));
  });
});

describe.each(CONTROLS.map((c) => [c.kind, c] as const))('%s', (_, kind) => {
  it('says what it is', () => {
    expect(kind.kind).toMatch(/^[a-z]+(-[a-z]+)*$/);
    expect(kind.title.length).toBeGreaterThan(15);
    expect(kind.why.length).toBeGreaterThan(60);
    expect(kind.references.length).toBeGreaterThan(0);
    for (const { url } of kind.references) expect(URL.canParse(url), url).toBe(true);
    expect([1, 2, 3, 5, 8]).toContain(kind.cost);
  });

  it('blocks something, at a place that stays when lines move', () => {
    const edits = editsOf(kind);
    expect(edits.size).toBeGreaterThan(0);
    for (const place of edits.keys()) {
      expect(place).not.toBe('');
      expect(place).not.toMatch(/undefined|null/);
    }
    expect([...editsOf(kind, everything(37)).keys()]).toEqual([...edits.keys()]);
  });

  it('blocks only what it says it concerns', () => {
    const { pipeline, transitions } = everything();
    const { rules, settings } = kind.concerns ?? {};
    const named = new Set(rules);
    const mentioned = ({ when, guarantees }: Transition): readonly string[] =>
      [...when, ...guarantees.flatMap((g) => g.holdsIf ?? [])].map(({ setting }) => setting.replace(/@.*$/s, ''));
    const asked = (t: Transition): boolean =>
      kind.concerns === undefined || named.has(t.rule) || [...(settings ?? [])].some((setting) => mentioned(t).includes(setting));
    for (const transition of transitions) if (!asked(transition)) expect(kind.place(transition, pipeline), transition.id).toBeNull();
  });

  it('is one edit for all scenarios that a job runs under', () => {
    if (kind.scope === 'step' || kind.scope === 'job') {
      for (const place of editsOf(kind).keys()) expect(place).not.toMatch(/issue_comment|pull_request|push|workflow_run/);
    }
  });

  it('tells what to do, in plain text', () => {
    const { pipeline } = everything();
    for (const transitions of editsOf(kind).values()) {
      const text = kind.remedy(transitions, pipeline);
      expect(text.length).toBeGreaterThan(60);
      expect(text).not.toMatch(/undefined|null|\[object|<[a-z]+>.*<\/|`\s*`/);
      expect(kind.costOf?.(transitions, pipeline) ?? kind.cost).toBeGreaterThan(0);
    }
  });

  it('keeps hostile names on one line and out of markup', () => {
    const { pipeline, transitions } = everything();
    const hostile = 'x`y\n## z\u001b[31m\u202e<script>';
    for (const transition of transitions) {
      const facts = Object.fromEntries(Object.entries(transition.facts).map(([key, value]) => [key, FIXED.has(key) ? value : hostile]));
      const spoiled = { ...transition, facts, evidence: transition.evidence.map((span) => ({ ...span, file: hostile })) };
      if (kind.place(spoiled, pipeline) === null) continue;
      const text = kind.remedy([spoiled], pipeline);
      expect(text).not.toMatch(/^## z/m);
      expect(text).not.toMatch(ACTING);
      expect(text.match(/x`y/)).toBeNull();
    }
  });
});

/** Facts with a fixed vocabulary. */
const FIXED = new Set([
  'kind',
  'pin',
  'direct',
  'via',
  'used',
  'capability',
  'purpose',
  'runs',
  'ecosystem',
  'locked',
  'codeOwners',
  'trigger',
  'environment',
]);
