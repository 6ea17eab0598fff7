/** What the repository's own manifests say about packages that a script names. */

import type { CommandEffect } from '../../knowledge/commands/index.ts';
import { packagesOf } from '../../knowledge/commands/packages.ts';
import type { Material, Publication } from '../../pipeline/effects.ts';
import { optionValue, type ParsedCall } from './script-call.ts';
import { readVariable, type Session } from './script-session.ts';
import type { Text } from './script-text.ts';
import type { Argument } from './script-words.ts';

const MAX_MANIFEST = 500_000;

const readAt = (session: Session, directory: string, file: string): string | null => {
  if (file === '' || directory.startsWith('/') || directory.startsWith('$')) return null;
  const text = session.input.files?.read(directory === '' ? file : `${directory}/${file}`) ?? null;
  return text === null || text.length > MAX_MANIFEST ? null : text;
};

const parsed = (text: string | null): Readonly<Record<string, unknown>> => {
  if (text === null) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
};

const property = (object: unknown, name: string): unknown =>
  typeof object === 'object' && object !== null && Object.hasOwn(object, name) ? (object as Readonly<Record<string, unknown>>)[name] : undefined;

/** Is the package (or the binary named like it) one of the manifest's own dependencies, which the lock file holds? */
export const dependsOn = (session: Session, checkout: Material | null, directory: string, name: string): boolean => {
  const folder = checkout !== null && checkout.path !== '' ? directory.slice(checkout.path.length + 1) : directory;
  for (const place of new Set([folder, ''])) {
    const manifest = parsed(readAt(session, place, 'package.json'));
    const names = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'].flatMap((key) =>
      Object.keys(Object(property(manifest, key) ?? {})),
    );
    if (
      names.some(
        (n) => n === name || n === `@${name}/cli` || n === `${name}-cli` || packagesOf(name).includes(n) || (name === 'tsc' && n === 'typescript'),
      )
    )
      return true;
  }
  return false;
};

/** The name under which it is shipped, as far as command and manifests tell. */
export const publicationName = (
  call: ParsedCall,
  { type, name }: Extract<CommandEffect, { kind: 'publish' }>,
  rest: readonly Argument[],
  directory: string,
): Publication => {
  if (type === 'release') return { id: 'release:repository', type, name: 'releases of the repository' };
  const found =
    'fixed' in name
      ? name.fixed
      : 'operand' in name
        ? named(rest.at(-1) ?? rest[0])
        : 'variable' in name
          ? imageOf(readVariable(call.session, call.state, name.variable))
          : 'options' in name
            ? named(optionValue(call, ...name.options) ?? undefined)
            : type === 'npm' && packed(rest)
              ? '*'
              : manifestName(call.session, directory, name.manifest);
  const known = found ?? (directory === '' ? 'unknown' : directory);
  return { id: `${type}:${known}`, type, name: known };
};

/** A package that was packed before, or one of several: the manifest of the folder does not name it. */
const packed = (rest: readonly Argument[]): boolean => {
  const operand = rest[0]?.prefix ?? '';
  return /\.t(?:ar\.)?gz$/.test(rest[0]?.exact ?? '') || /[*?{]/.test(operand);
};

/** Images without tag and digest; what is not known of the name stands as `*`. */
const named = (argument: Argument | undefined): string | null => (argument === undefined ? null : imageOf(argument.text));

const imageOf = (name: Text): string | null => {
  const text = name.pieces
    .map((p) => p.text ?? '*')
    .join('')
    .replaceAll(/\$\w*/g, '*');
  const bare = text
    .replace(/@sha256:.*$/, '')
    .replace(/:[^/:]*$/, '')
    .replace(/^\w+:\/\//, '');
  return bare === '' || bare === '*' ? null : bare.slice(0, 120);
};

const manifestName = (session: Session, directory: string, file: string): string | null => {
  const text = readAt(session, directory, file);
  if (text === null) return null;
  if (file.endsWith('.json')) {
    const manifest = parsed(text);
    // A private root is never published itself; what is lies below it.
    if (file === 'package.json' && property(manifest, 'private') === true) return '*';
    const name = property(manifest, 'name');
    return typeof name === 'string' && name !== '' ? name : null;
  }
  const match = file.endsWith('.toml')
    ? /^\s*name\s*=\s*["']([^"'\n]+)["']/m.exec(text)
    : file === 'pom.xml'
      ? /<artifactId>([^<\n]+)<\/artifactId>/.exec(text.replace(/<parent>[\s\S]*?<\/parent>/, ''))
      : null;
  return match?.[1] ?? null;
};
