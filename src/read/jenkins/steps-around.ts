/** What steps put around their block: variables, credentials, containers. https://www.jenkins.io/doc/pipeline/steps/ */
import { UNKNOWN, type Value } from '../../pipeline/value.ts';
import { argument, type StepCall } from './call.ts';
import { bindingsOf, credentialNamed } from './credentials.ts';
import { containerOf } from './docker.ts';
import { emit, type Frame, shortSpan } from './run.ts';
import { type GroovyValue, knownText, roughText, valueOf } from './values.ts';

export function withEnv(frame: Frame, call: StepCall): Frame {
  const list = argument(call, 'overrides');
  const env = new Map(frame.env);
  for (const item of list?.kind === 'list' ? list.items : []) {
    const value = valueOf(item);
    const whole = value.text ?? (item.kind === 'text' && item.pieces[0]?.kind === 'text' ? item.pieces[0].text : '');
    const name = /^\s*([A-Za-z_][\w.+]*)=/.exec(whole)?.[1];
    if (name !== undefined)
      env.set(name.replace(/\+.*$/, ''), value.text === null ? value : { ...value, text: value.text.slice(value.text.indexOf('=') + 1) });
  }
  return { ...frame, env };
}

export function withCredentials(frame: Frame, call: StepCall): Frame {
  const list = argument(call, 'bindings');
  const { uses, env } = bindingsOf(frame, list, call.span);
  const git = list?.kind === 'list' ? list.items.find((i) => i.kind === 'object' && i.type === 'binding:gitUsernamePassword') : undefined;
  return {
    ...frame,
    secrets: [...frame.secrets, ...uses],
    env: new Map([...frame.env, ...env]),
    git: git?.kind === 'object' ? (knownText(git.entries.get('credentialsId')) ?? frame.git) : frame.git,
  };
}

/** https://plugins.jenkins.io/hashicorp-vault-plugin/ */
export function withVault(frame: Frame, call: StepCall): Frame {
  const list = call.get('vaultSecrets');
  const env = new Map<string, Value>(frame.env);
  const uses = (list?.kind === 'list' ? list.items : []).flatMap((item) => {
    if (item.kind !== 'map') return [];
    const path = roughText(item.entries.get('path')) || 'vault';
    const values = item.entries.get('secretValues');
    const names = (values?.kind === 'list' ? values.items : []).flatMap((v) => (v.kind === 'map' ? (knownText(v.entries.get('envVar')) ?? []) : []));
    for (const name of names) env.set(name, { ...UNKNOWN, secrets: [path] });
    return credentialNamed(frame, path, names, call.span) ?? [];
  });
  return { ...frame, env, secrets: [...frame.secrets, ...uses] };
}

/** https://plugins.jenkins.io/onepassword-secrets/ */
export function withSecrets(frame: Frame, call: StepCall): Frame {
  const list = call.get('secrets');
  const env = new Map<string, Value>(frame.env);
  const uses = (list?.kind === 'list' ? list.items : []).flatMap((item) => {
    const name = item.kind === 'map' ? knownText(item.entries.get('envVar')) : null;
    const secret = item.kind === 'map' ? roughText(item.entries.get('secretRef')) : '';
    if (name === null || secret === '') return [];
    env.set(name, { ...UNKNOWN, secrets: [secret] });
    return credentialNamed(frame, secret, [name], call.span) ?? [];
  });
  return { ...frame, env, secrets: [...frame.secrets, ...uses] };
}

export function sshAgent(frame: Frame, call: StepCall): Frame {
  const given = argument(call, 'credentials');
  const ids = (given?.kind === 'list' ? given.items : given === undefined ? [] : [given]).map((id) => knownText(id) ?? roughText(id));
  const uses = ids.flatMap((id) => credentialNamed(frame, id, [], call.span) ?? []);
  return { ...frame, secrets: [...frame.secrets, ...uses], git: uses[0]?.name ?? frame.git };
}

/** https://plugins.jenkins.io/pipeline-aws/ A role without a credential is taken with the identity of the agent. */
export function withAws(frame: Frame, call: StepCall): Frame {
  const inner = holding(frame, call, 'credentials', ['AWS_SECRET_ACCESS_KEY']);
  const role = call.get('role');
  const use = inner.secrets.length > frame.secrets.length ? inner.secrets.at(-1) : undefined;
  emit(inner, 'withAWS', call.span, [
    {
      kind: 'login',
      provider: 'aws',
      to: 'cloud',
      by: use !== undefined ? 'secret' : role !== undefined ? 'identity' : 'unknown',
      identity: use?.name ?? (role === undefined ? null : roughText(role)),
      span: shortSpan(call.span),
    },
  ]);
  return inner;
}

export function holding(frame: Frame, call: StepCall, key: string, usedAs: readonly string[]): Frame {
  const id = call.get(key);
  const use = id === undefined ? null : credentialNamed(frame, knownText(id) ?? roughText(id), usedAs, call.span);
  if (use === null) return frame;
  const env = new Map(frame.env);
  for (const name of usedAs) env.set(name, { ...UNKNOWN, secrets: [use.name] });
  return { ...frame, env, secrets: [...frame.secrets, use] };
}

export function inContainer(frame: Frame, call: StepCall, image: GroovyValue | undefined, args: string): Frame {
  const span = shortSpan(call.span);
  const container = containerOf(frame, image, args, span);
  emit(frame, call.name, span, [
    ...(container.component === null ? [] : [{ kind: 'use' as const, component: container.component, span }]),
    ...(container.privileged ? [{ kind: 'host-access' as const, how: 'a privileged container', span }] : []),
    ...container.hostMounts.slice(0, 1).map((mount) => ({ kind: 'host-access' as const, how: `\`${mount}\` of the host is mounted`, span })),
  ]);
  return frame;
}
