/** Which commit or digest a reference stands for, as `--pins FILE` tells it: JSON or YAML, one mapping of references. */
import { compareText } from '../source/span.ts';
import { entriesOf, parseYaml, textOf } from '../source/yaml.ts';
import type { Pins } from './types.ts';

/** `Owner/Repo/path@Ref` → `owner/repo@Ref`: the commit is the repository's, wherever in it the action lies. */
export const pinKey = (reference: string): string => {
  const at = reference.lastIndexOf('@');
  const name = (at < 0 ? reference : reference.slice(0, at)).toLowerCase().split('/').slice(0, 2).join('/');
  return `${name}${at < 0 ? '' : reference.slice(at)}`;
};

/**
 * `{"actions/checkout@v4": "<40 hex digits>", "node:20": "sha256:<64 hex digits>"}`; images as they are written, with their tag.
 * Otherwise one sentence that says what is wrong.
 */
export const readPins = (text: string, file: string): Pins | string => {
  const { documents, diagnostics } = parseYaml(text, file);
  const [root] = documents;
  if (diagnostics.some((d) => d.level === 'error') || root?.kind !== 'mapping') return `${file} is no mapping of references to commits or digests.`;
  const commits = new Map<string, string>();
  const digests = new Map<string, string>();
  for (const { key, value } of entriesOf(root)) {
    const pin = textOf(value)?.toLowerCase() ?? '';
    if (/^[0-9a-f]{40}$/.test(pin)) commits.set(pinKey(key.value), pin);
    else if (/^sha256:[0-9a-f]{64}$/.test(pin)) digests.set(key.value, pin);
    else return `${file}, line ${key.span.line}: a full commit SHA (40 hex digits) or a digest (sha256: and 64 hex digits) is needed.`;
  }
  return { commits, digests };
};

/** Pins as a file that `readPins` reads, sorted, so that the same run can be had again offline. */
export const writtenPins = ({ commits, digests }: Pins): string =>
  `${JSON.stringify(Object.fromEntries([...commits, ...digests].sort(([a], [b]) => compareText(a, b))), null, 2)}\n`;
