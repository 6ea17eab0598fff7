/** Containers that a script starts: whose image, with which rights on the host, and what runs inside. */
import { hasOption, optionValue, optionValues, type ParsedCall } from './script-call.ts';
import { imageComponent } from './script-components.ts';
import { resolvePath } from './script-places.ts';
import { valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

const HOST_MOUNT = /(?:^|=|,)\/(?::|,|$)|\/var\/run(?:\/|:|$)|docker\.sock|containerd\.sock|(?:^|=)\/(?:etc|root|home|proc|sys|dev)(?::|\/?:)/;

/**
 * Is the container given nothing of the job's: no rights on the host, no variables but plain ones, no folder it could write to? A server
 * that is left running (`-d -p`) may have a folder of its own below the workspace: certificates, data.
 * https://docs.docker.com/engine/storage/bind-mounts/
 */
const standsBeside = (call: ParsedCall, own: readonly string[], mounts: readonly string[]): boolean => {
  const given = (name: string): boolean => own.some((o) => o === name || o.startsWith(`${name}=`));
  if (['--privileged', '--volumes-from', '--env-file', '--device', '--cap-add', '--pid', '--userns'].some(given)) return false;
  const variables = optionValues(call, '-e', '--env');
  if (variables.some((v) => !v.prefix.includes('=') || valueOf(v.text).secrets.length > 0)) return false;
  const server = ['-d', '--detach'].some(given) && ['-p', '--publish'].some(given);
  return mounts.every(
    (m) => !HOST_MOUNT.test(m) && (/[:,]ro(?:,|$)|,readonly/.test(m) || /^[A-Za-z0-9][\w.-]+:/.test(m) || (server && OWN_FOLDER.test(m))),
  );
};

/** `./certs:/certs`: a folder below, not the workspace itself. */
const OWN_FOLDER = /^(?:\$WORKSPACE|\.|\/tmp)\/[\w.-]+/;

/**
 * The words of the command inside the container, or null.
 * https://docs.docker.com/engine/security/#docker-daemon-attack-surface
 */
export const dockerAccess = (call: ParsedCall): { readonly words: readonly Argument[]; readonly directory: string | null } | null => {
  const { session, name, span, operands } = call;
  if (!/^(?:docker|podman|nerdctl)$/.test(name)) return null;
  const verb = operands[0]?.exact === 'container' ? operands[1] : operands[0];
  if (verb === undefined || !/^(?:run|create)$/.test(verb.exact ?? '')) return null;
  const at = call.args.indexOf(verb);
  // Options of the command inside the container are not docker's: the image is the first operand behind the verb.
  const image = operands[operands.indexOf(verb) + 1];
  if (image === undefined) return null;
  const own = call.args.slice(at, call.args.indexOf(image)).map((a) => a.prefix);
  const mounts = optionValues(call, '-v', '--volume', '--mount').map((a) => a.prefix);
  if (own.some((o) => o === '--privileged' || o === '--privileged=true'))
    session.effects.push({ kind: 'host-access', how: 'starts a privileged container', span });
  for (const mount of mounts)
    if (HOST_MOUNT.test(mount))
      session.effects.push({ kind: 'host-access', how: `mounts ${mount.split(':')[0]?.slice(0, 80) ?? 'the host'} into a container`, span });
  if (own.some((o) => /^--(?:pid|net|network|ipc|userns)=host$/.test(o)) && own.includes('--cap-add'))
    session.effects.push({ kind: 'host-access', how: "starts a container in the host's namespaces", span });
  const reference = image.text.pieces.map((p) => p.text ?? '*').join('');
  if (reference !== '' && reference !== '*' && !reference.startsWith('$')) {
    const component = imageComponent(session, reference, span);
    const beside = standsBeside(call, own, mounts);
    session.effects.push({ kind: 'use', component, ...(beside ? { beside: true as const } : {}), span });
  }
  const inside = call.args.slice(call.args.indexOf(image) + 1);
  // Without a mount of the workspace the command sees none of its files; text that becomes code runs in the job all the same.
  const code =
    /^(?:ba|da|k|z)?sh$/.test(inside[0]?.exact ?? '') ||
    mounts.some((m) => /^(?:\$WORKSPACE|\.|\/github\/workspace)/.test(m) || m === '') ||
    hasOption(call, '--volumes-from');
  return inside.length > 0 && code ? { words: inside, directory: mapped(call, mounts) } : null;
};

/** The folder of the workspace that the command works in, where `-w` and a mount tell. */
const mapped = (call: ParsedCall, mounts: readonly string[]): string | null => {
  const inside = optionValue(call, '-w', '--workdir')?.exact ?? null;
  if (inside === null) return null;
  for (const mount of mounts) {
    const [host = '', to = ''] = mount.split(':');
    if (to === '' || !(inside === to || inside.startsWith(`${to.replace(/\/$/, '')}/`))) continue;
    const path = resolvePath(call.state.directory, `${host}/${inside.slice(to.length)}`);
    // Alone in its container the change has nothing of the job's.
    return path === null || (path !== '' && host !== '' && resolvePath(call.state.directory, host) === path) ? null : path;
  }
  return null;
};
