import { describe, expect, it } from 'vitest';
import { typosquat } from '../../src/reason/rules/dependency/typosquat.ts';
import { at, component, job, pipeline, run, use } from './fixture.ts';

const action = (name: string) => {
  const c = component(name, 'commit');
  return [...typosquat.infer(pipeline([run('push', (id) => [job(id, 'a', [[use(c.id)], [use(c.id, at(30))]])])], { components: [c] }))];
};
const installed = (name: string, locked: boolean) => [
  ...typosquat.infer(
    pipeline([
      run('push', (id) => [
        job(id, 'a', [
          [{ kind: 'install', manager: 'npm', ecosystem: 'npm', packages: [name], locked, runsScripts: true, directory: '', span: at(11) }],
        ]),
      ]),
    ]),
  ),
];

describe('names one edit away from popular ones', () => {
  it('an owner of an action, mistyped, is one question however often it is used', () => {
    const [found, ...rest] = action('actons/checkout');
    expect(rest).toEqual([]);
    expect(found?.facts.popular).toBe('actions/checkout');
    expect(found?.when).toEqual([{ setting: 'package-names-claimed@actons/checkout', is: false }]);
    expect(found?.evidence.map((s) => s.line)).toEqual([10, 30]);
  });
  it.each(['actions/checkout', 'actions/checkouts', 'acme/checkout'])('%s is nothing to ask about', (name) => expect(action(name)).toEqual([]));
  it('a package on the command line, with its version', () => {
    expect(installed('expresss@4.18.0', false).map((t) => t.facts.popular)).toEqual(['express']);
    expect(installed('express@4.18.0', false)).toEqual([]);
  });
});
