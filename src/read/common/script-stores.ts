/** Objects in buckets: what a script puts there under a name, and what it fetches from there. */
import type { Effect, Material } from '../../pipeline/effects.ts';
import { influenced } from '../../pipeline/value.ts';
import { layOut } from './script-archives.ts';
import { directoryOf, hasOption, optionValue, type ParsedCall } from './script-call.ts';
import { resolvePath, within } from './script-places.ts';
import { credentialOf } from './script-session.ts';
import { EMPTY, type Text, textOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

const REMOTE = /^(?:s3|gs):\/\/[\w.-]+/;
const CREDENTIALS = ['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'GOOGLE_CREDENTIALS', 'AZURE_STORAGE_KEY', 'AZURE_STORAGE_SAS_TOKEN'];

const spelled = ({ text }: Argument): string => text.pieces.map((p) => p.text ?? '*').join('');

/** `s3://bucket/key`, with `*` for what is not known of the key; null for a file here, or where the bucket itself is not known. */
const remote = (argument: Argument | undefined): string | null => {
  const text = argument === undefined ? '' : spelled(argument);
  return REMOTE.test(text) ? text.replace(/\/+$/, '') : null;
};

interface Transfer {
  readonly from: { readonly place: string | null; readonly path: string | null };
  readonly to: { readonly place: string | null; readonly path: string | null };
}

const between = (from: Argument | undefined, to: Argument | undefined): Transfer => ({
  from: { place: remote(from), path: from?.exact ?? null },
  to: { place: remote(to), path: to?.exact ?? null },
});

/** https://learn.microsoft.com/en-us/cli/azure/storage/blob */
const azure = (call: ParsedCall, verb: string): Transfer | null => {
  const exact = (...names: readonly string[]): string | null => optionValue(call, ...names)?.exact ?? null;
  const account = exact('--account-name');
  const place = (container: string | null, name: string | null): string | null =>
    account === null || container === null ? null : [`azure://${account}`, container, ...(name === null ? [] : [name])].join('/');
  const local = { place: null };
  const [container, name, file] = [exact('-c', '--container-name'), exact('-n', '--name'), exact('-f', '--file')];
  switch (verb) {
    case 'upload':
      return { from: { ...local, path: file }, to: { place: place(container, name), path: null } };
    case 'download':
      return { from: { place: place(container, name), path: null }, to: { ...local, path: file } };
    case 'upload-batch':
      return {
        from: { ...local, path: exact('-s', '--source') },
        to: { place: place(exact('-d', '--destination'), exact('--destination-path')), path: null },
      };
    case 'download-batch':
      return {
        from: { place: place(exact('-s', '--source'), exact('--pattern')), path: null },
        to: { ...local, path: exact('-d', '--destination') },
      };
    default:
      return null;
  }
};

const transferOf = (call: ParsedCall): Transfer | null => {
  const words = call.operands.slice(0, 3).map(({ exact }) => exact);
  const [first, second, third] = words;
  // https://docs.aws.amazon.com/cli/latest/reference/s3/
  if (call.name === 'aws' && first === 's3' && /^(?:cp|sync|mv)$/.test(second ?? '')) return between(call.operands[2], call.operands[3]);
  if (call.name === 'gsutil' && /^(?:cp|rsync|mv)$/.test(first ?? '')) return between(call.operands.at(-2), call.operands.at(-1));
  if (call.name === 'gcloud' && first === 'storage' && /^(?:cp|rsync|mv)$/.test(second ?? ''))
    return between(call.operands.at(-2), call.operands.at(-1));
  return call.name === 'az' && first === 'storage' && second === 'blob' ? azure(call, third ?? '') : null;
};

/** Null: no such command, or one that puts something there, which its row in the tables tells of too. */
export const storeCommand = (call: ParsedCall): Text | null => {
  const transfer = transferOf(call);
  if (transfer === null) return null;
  const { session, state, span } = call;
  const { from, to } = transfer;
  if (to.place !== null) {
    const path = from.path === null ? null : resolvePath(directoryOf(call), from.path);
    if (!hasOption(call, '--dryrun', '--dry-run') && !(call.name === 'gsutil' && hasOption(call, '-n')))
      session.effects.push({
        kind: 'store',
        place: to.place,
        credential: credentialOf(session, state, CREDENTIALS),
        materials: path === null ? [] : within(state.materials, path),
        span,
      } satisfies Effect);
    return null;
  }
  if (from.place === null) return null;
  const material: Material = {
    kind: 'artifact',
    path: '',
    code: null,
    artifact: from.place,
    artifactFrom: 'store',
    cacheKey: null,
    span,
  };
  if (to.path === '-') return textOf(influenced({ origin: { kind: 'material', material, path: null }, charset: 'any', via: [span] }));
  const target = to.path === null ? null : resolvePath(directoryOf(call), to.path);
  if (target === null) return EMPTY;
  // A folder takes the object under its own name.
  const own = from.place.slice(from.place.lastIndexOf('/') + 1);
  const folder =
    to.path !== null && /(?:^|\/)\.{0,2}$/.test(to.path) && !hasOption(call, '--recursive', '-r', '-R') && call.operands[1]?.exact !== 'sync';
  layOut(session, state, [{ ...material, path: folder && !own.includes('*') ? [target, own].filter((p) => p !== '').join('/') : target }], span);
  return EMPTY;
};
