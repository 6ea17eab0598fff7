/** Which jobs run which components: written there directly, or brought along by a component that is. */
import type { Component, Guarantee, Job, Pipeline, Run } from '../../../pipeline/model.ts';
import { oncePer } from '../../../source/once.ts';
import type { Span } from '../../../source/span.ts';
import { jobsOf } from '../../influences.ts';

export interface ComponentUse {
  readonly run: Run;
  readonly job: Job;
  readonly component: Component;
  /** The component whose own definition names this one; null when this repository's files do. */
  readonly via: Component | null;
  /** `service`: runs beside the job, not in it. */
  readonly how: 'job' | 'service';
  /** Conditions on the way that hold for every use in this job. */
  readonly guarantees: readonly Guarantee[];
  readonly evidence: readonly Span[];
}

interface Mention {
  readonly component: Component;
  readonly how: ComponentUse['how'];
  readonly gates: readonly Guarantee[];
  readonly span: Span;
}

/** One entry per job, component and way (direct, or through which component). Jobs and steps that never run are left out. */
export const componentUses = oncePer((pipeline: Pipeline): readonly ComponentUse[] => [...findUses(pipeline)]);

/** The same by id of the component, in that order. */
export const usesByComponent = oncePer((pipeline: Pipeline): ReadonlyMap<string, readonly ComponentUse[]> => {
  const byComponent = new Map<string, ComponentUse[]>();
  for (const use of componentUses(pipeline)) {
    const list = byComponent.get(use.component.id);
    if (list === undefined) byComponent.set(use.component.id, [use]);
    else list.push(use);
  }
  return byComponent;
});

function* findUses(pipeline: Pipeline): Iterable<ComponentUse> {
  const components = new Map(pipeline.components.map((component) => [component.id, component]));
  const ownFiles = new Set(pipeline.files);
  const closures = new Map<string, readonly Component[]>();
  const bringsAlong = (component: Component): readonly Component[] => {
    const known = closures.get(component.id);
    if (known !== undefined) return known;
    const found = nestedIn(component, components);
    closures.set(component.id, found);
    return found;
  };

  for (const { run, job } of jobsOf(pipeline)) {
    if (job.reach === 'never') continue;
    const uses = new Map<string, ComponentUse>();
    const add = ({ component, how, gates, span }: Mention, via: Component | null): void => {
      const key = `${component.id}\n${via?.id ?? ''}\n${how}`;
      const old = uses.get(key);
      const guarantees = old === undefined ? gates : old.guarantees.filter((g) => gates.some((other) => other.id === g.id));
      uses.set(key, { run, job, component, via, how, guarantees, evidence: [...(old?.evidence ?? []), span] });
    };
    const mentions = [...mentionsIn(job, components)];
    const direct = mentions.filter((mention) => ownFiles.has(mention.span.file));
    for (const mention of direct) add(mention, null);
    const written = new Set(direct.map((mention) => mention.component.id));
    for (const mention of direct) {
      for (const nested of bringsAlong(mention.component)) {
        // What a component of this repository brings along has been followed into the job and stands there itself.
        if (mention.component.owner === 'self' && written.has(nested.id)) continue;
        add({ ...mention, component: nested }, mention.component.owner === 'self' ? null : mention.component);
      }
    }
    const covered = new Set([...uses.values()].map((use) => use.component.id));
    for (const mention of mentions) {
      if (!covered.has(mention.component.id)) add(mention, mention.component);
      else if (!ownFiles.has(mention.span.file)) inDefinition(uses, mention);
    }
    yield* uses.values();
  }
}

/** The other end of what a component brings along: the line in its own files. */
const inDefinition = (uses: Map<string, ComponentUse>, { component, span }: Mention): void => {
  for (const [key, use] of uses)
    if (use.via !== null && use.via !== component && use.component.id === component.id) uses.set(key, { ...use, evidence: [...use.evidence, span] });
};

/** What the job's own container, its services and its steps name. */
function* mentionsIn(job: Job, components: ReadonlyMap<string, Component>): Iterable<Mention> {
  const named = (id: string | null, how: ComponentUse['how'], gates: readonly Guarantee[], span: Span): readonly Mention[] => {
    const component = id === null ? undefined : components.get(id);
    return component === undefined ? [] : [{ component, how, gates, span }];
  };
  if (job.container !== null) yield* named(job.container.component, 'job', [], job.container.span);
  for (const service of job.services)
    yield* named(service.component, service.privileged || service.hostMounts.length > 0 ? 'job' : 'service', [], service.span);
  for (const step of job.steps) {
    if (step.reach === 'never') continue;
    for (const effect of step.effects)
      if (effect.kind === 'use') yield* named(effect.component, effect.beside === true ? 'service' : 'job', step.gates, effect.span);
  }
}

/** Everything a component brings along, itself left out; each once, however the definitions refer to each other. */
const nestedIn = (component: Component, components: ReadonlyMap<string, Component>): readonly Component[] => {
  const seen = new Set([component.id]);
  const queue = [...component.nested];
  const found: Component[] = [];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const nested = components.get(next);
    if (nested === undefined) continue;
    found.push(nested);
    queue.push(...nested.nested);
  }
  return found;
};
