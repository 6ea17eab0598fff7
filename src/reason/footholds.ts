/**
 * Where an attack first takes hold. From one foothold there are many ways on to the same asset, and they all end when the foothold does:
 * of these the easiest is told. What lies further on is in the crossings, and is told from the asset that is lost there.
 */
import type { CompiledGraph } from './compile.ts';
import type { Numbering } from './numbering.ts';
import { BEFORE, classesOf, entryOf, entryStepOf } from './steps.ts';

/** The rule by which a change brings its own workflow. */
export const REWRITES = 'source/proposed-definition';

/** What derivations have in common, as numbers of one numbering: of two that are equal in something the numbers are equal. */
export interface Traits {
  /** The steps with which something is first gained: rule, workflow and job of each. */
  readonly foothold: number;
  /** The rules alone of these. */
  readonly rules: number;
  /** That is the change's own workflow and nothing else. */
  readonly rewrites: boolean;
  /** The rules by which components of others come into the attacker's hands: a package, an image and an action are mended each in its own way. */
  readonly components: number;
  /** The rules in telling order: for components of others the story, wherever they run. */
  readonly story: number;
  /**
   * The flaw by which a later run is taken, by an attack that begins in a change's own run. That beginning is common to every attack that goes
   * on from there and cannot be mended: what the next run does with the artifacts and texts it is handed can. 0 for other attacks, and
   * along machines and caches that many jobs share.
   */
  readonly arrival: number;
  /** Workflow and trigger of the entry. */
  readonly entry: number;
}

/** For derivations in telling order. */
export const createTraits = (compiled: CompiledGraph, numbering: Numbering): ((order: readonly number[]) => Traits) => {
  const { transitions, states, needStart, needs, gives } = compiled;
  const isBefore = Uint8Array.from(states, ({ kind }) => Number(BEFORE.has(kind)));
  const isCode = Uint8Array.from(states, ({ kind }) => Number(kind === 'code'));
  const isComponent = Uint8Array.from(states, ({ kind }) => Number(kind === 'component'));
  // Of one class the rule, the workflow and the job are the same.
  const classes = classesOf(compiled);
  const ruleOf: number[] = [];
  const nameOf: number[] = [];
  const workflowOf: number[] = [];
  transitions.forEach(({ rule, place }, t) => {
    const kind = classes[t] as number;
    if (ruleOf[kind] !== undefined) return;
    ruleOf[kind] = numbering.text(rule);
    nameOf[kind] = numbering.text(`${rule} ${place.workflow} ${place.jobKey}`);
    workflowOf[kind] = place.workflow === null ? -1 : numbering.text(place.workflow);
  });
  const rewriting = numbering.text(REWRITES);
  const rewritingOnly = numbering.of([rewriting]);
  /** By state: the round in which a step gave it that rests on a gain. A text that code of the attacker's writes, a job that it starts: no beginning either. */
  const after = new Int32Array(states.length);
  let round = 0;

  const restsOnGain = (t: number): boolean => {
    for (let i = needStart[t] as number; i < (needStart[t + 1] as number); i++)
      if (isBefore[needs[i] as number] === 0 || after[needs[i] as number] === round) return true;
    return false;
  };
  const arrivalOf = (order: readonly number[]): number => {
    let own = -1;
    for (let at = 0; at < order.length; at++) {
      const t = order[at] as number;
      if (isCode[gives[t] as number] === 0) continue;
      const kind = classes[t] as number;
      if (own < 0 && ruleOf[kind] !== rewriting) return 0;
      if (own < 0) own = workflowOf[kind] as number;
      const boundary = transitions[t]?.boundary;
      if (workflowOf[kind] !== own) return boundary === 'source' || boundary === 'artifact' ? numbering.add(0, nameOf[kind] as number) : 0;
    }
    return 0;
  };
  const entryNumbers = new Map<number, number>();
  const entryNumberOf = (order: readonly number[]): number => {
    const step = entryStepOf(compiled, order);
    const known = entryNumbers.get(step);
    if (known !== undefined) return known;
    const { workflow, trigger } = entryOf(compiled, order);
    const number = numbering.text(JSON.stringify([workflow, trigger]));
    // Without a workflow it depends on the other steps.
    if (transitions[step]?.place.workflow != null) entryNumbers.set(step, number);
    return number;
  };
  /** Each number once, ascending. */
  const listOf = (found: number[]): number => {
    found.sort((a, b) => a - b);
    let list = 0;
    for (let i = 0; i < found.length; i++) if (i === 0 || found[i] !== found[i - 1]) list = numbering.add(list, found[i] as number);
    return list;
  };

  return (order) => {
    round++;
    let story = 0;
    let components = 0;
    const seen: number[] = [];
    const names: number[] = [];
    const rules: number[] = [];
    for (let at = 0; at < order.length; at++) {
      const t = order[at] as number;
      const kind = classes[t] as number;
      const rule = ruleOf[kind] as number;
      const state = gives[t] as number;
      story = numbering.add(story, rule);
      if (isComponent[state] === 1 && !seen.includes(rule)) {
        seen.push(rule);
        components = numbering.add(components, rule);
      }
      if (restsOnGain(t)) after[state] = round;
      else if (isBefore[state] === 0) {
        names.push(nameOf[kind] as number);
        rules.push(rule);
      }
    }
    const ruleList = listOf(rules);
    return {
      foothold: listOf(names),
      rules: ruleList,
      rewrites: ruleList === rewritingOnly,
      components,
      story,
      arrival: arrivalOf(order),
      entry: entryNumberOf(order),
    };
  };
};
