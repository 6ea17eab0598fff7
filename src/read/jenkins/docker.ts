/**
 * Containers: of agents, of `docker.image(…).inside`, of pods.
 * https://www.jenkins.io/doc/book/pipeline/docker/, https://plugins.jenkins.io/docker-workflow/
 */
import type { Effect } from '../../pipeline/effects.ts';
import type { Container } from '../../pipeline/model.ts';
import type { Span } from '../../source/span.ts';
import { coveringUntrusted } from '../common/script-places.ts';
import type { Interpreter, StepCall } from './call.ts';
import { credentialNamed } from './credentials.ts';
import { draftAt, emit, type Frame } from './run.ts';
import { type GroovyValue, knownText, NOTHING_KNOWN, plain, roughText, valueOf } from './values.ts';

const PRIVILEGED = /(?:^|\s)(?:--privileged|--cap-add[= ](?:ALL|SYS_ADMIN|all)|--pid[= ]host|--userns[= ]host)/;

/** What the arguments of `docker run` open on the host. */
export const rightsOnHost = (args: string): Pick<Container, 'privileged' | 'hostMounts'> => ({
  privileged: PRIVILEGED.test(args),
  hostMounts: [
    ...[...args.matchAll(/(?:^|\s)(?:-v|--volume)[= ]?["']?([^\s:"']+):/g)].map((m) => m[1] ?? ''),
    ...[...args.matchAll(/--mount[= ]\S*?(?:source|src)=([^\s,]+)/g)].map((m) => m[1] ?? ''),
  ].filter((path) => /^(?:\/|\$\{?HOME|~)/.test(path) && !CACHES.test(path)),
});

/** Folders of caches give no rights on the host, and only what the next build takes from them. */
const CACHES = /^(?:\$\{?HOME\}?|~|\/root|\/home\/[\w-]+|\/var\/jenkins_home|\/opt)?\/\.(?:m2|npm|gradle|cache|ivy2|cargo|nuget|yarn)(?:\/|$)/;

export const containerOf = (frame: Frame, image: GroovyValue | undefined, args: string, span: Span, registry = ''): Container => {
  const name = roughText(image);
  const whole = registry === '' || name === '' ? name : `${registry.replace(/^https?:\/\//, '').replace(/\/$/, '')}/${name}`;
  return { component: whole === '' || whole === '*' ? null : frame.run.world.registry.image(whole, span), ...rightsOnHost(args), span };
};

/** `docker.image('x')`, `.inside {}`, `.push()`, `docker.withRegistry(…) {}`. Null: it is none of these. */
export const dockerMethod = (frame: Frame, target: GroovyValue, call: StepCall, interpreter: Interpreter): GroovyValue | null => {
  if (target.kind !== 'object' || (target.type !== 'docker' && target.type !== 'image')) return null;
  const { name, positional, span, body } = call;
  const [first, second] = positional;
  if (target.type === 'docker') {
    if (name === 'image') return imageObject(first, span, false);
    if (name === 'build') {
      build(frame, roughText(second), span);
      const made = imageObject(first, span, true);
      if (body !== null) interpreter.invoke(frame, body, [made]);
      return made;
    }
    if (name === 'withRegistry' || name === 'withServer' || name === 'withTool') {
      const id = knownText(second);
      const use = second === undefined ? null : credentialNamed(frame, id ?? roughText(second), ['DOCKER_REGISTRY_PASSWORD'], span);
      const inner = use === null ? frame : { ...frame, secrets: [...frame.secrets, use] };
      if (use !== null && name === 'withRegistry')
        emit(inner, 'docker.withRegistry', span, [
          { kind: 'login', provider: registryName(first), to: 'registry', by: 'secret', identity: use.name, span },
        ]);
      return interpreter.invoke(inner, body);
    }
    return NOTHING_KNOWN;
  }
  if (name === 'inside' || name === 'withRun' || name === 'run') {
    const args = positional.map((p) => roughText(p)).join(' ');
    const container = containerOf(frame, plain(target.value), args, target.span);
    const effects: Effect[] =
      container.component === null || knownOwn(target)
        ? []
        : [{ kind: 'use', component: container.component, ...(name === 'inside' ? {} : { beside: true as const }), span: target.span }];
    if (container.privileged) effects.push({ kind: 'host-access', how: 'a privileged container', span });
    if (container.hostMounts[0] !== undefined)
      effects.push({ kind: 'host-access', how: `\`${container.hostMounts[0]}\` of the host is mounted`, span });
    emit(frame, `docker.image.${name}`, span, effects);
    return interpreter.invoke(frame, body, [target]);
  }
  if (name === 'push') {
    const image = roughText(plain(target.value)) || '*';
    const credential = [...frame.secrets].reverse().find((s) => s.purpose === 'registry' || s.name !== '')?.name ?? null;
    emit(frame, 'image.push', span, [
      {
        kind: 'publish',
        publication: { id: `image:${image.replace(/:[^:/]*$/, '')}`, type: 'image', name: image.replace(/:[^:/]*$/, '') },
        credential,
        provenance: false,
        materials: draftMaterials(frame, span),
        span,
      },
    ]);
    return target;
  }
  return target;
};

const registryName = (address: GroovyValue | undefined): string =>
  roughText(address)
    .replace(/^https?:\/\//, '')
    .split('/')[0] || 'docker.io';

const knownOwn = (target: Extract<GroovyValue, { kind: 'object' }>): boolean => target.entries.has('built');

const imageObject = (name: GroovyValue | undefined, span: Span, built: boolean): GroovyValue => ({
  kind: 'object',
  type: 'image',
  value: name === undefined ? { text: null, influences: [], secrets: [] } : { ...valueOf(name), text: roughText(name) },
  entries: built ? new Map([['built', NOTHING_KNOWN]]) : new Map(),
  span,
});

export const draftMaterials = (frame: Frame, span: Span) => {
  const draft = draftAt(frame, span);
  return [...draft.machine.materials, ...draft.left];
};

/** The build runs the instructions of a Dockerfile in the workspace. */
export const build = (frame: Frame, args: string, span: Span): void => {
  const folder = /(?:^|\s)([\w./-]+)\s*$/.exec(args)?.[1] ?? '';
  const at = [frame.directory, folder].filter((p) => p !== '' && p !== '.').join('/');
  const materials = coveringUntrusted(draftMaterials(frame, span), at);
  emit(
    frame,
    'docker build',
    span,
    materials.length === 0 ? [] : [{ kind: 'execute', tool: 'docker build', how: 'runs the instructions of its Dockerfile', materials, span }],
  );
};
