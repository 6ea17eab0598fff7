import { describe, expect, it } from 'vitest';
import { dockerSpan, parseDockerfile, runScript } from '../../src/source/dockerfile.ts';

const parse = (text: string) => parseDockerfile(text, 'Dockerfile');

describe('parseDockerfile', () => {
  it('gives stages with names, digests and resolved arguments', () => {
    const { stages } = parse(
      'ARG V=20\nARG NONE\nFROM --platform=$BUILDPLATFORM node:${V}-slim AS Build\nFROM build\nFROM scratch\nfrom x@sha256:abc as y\nFROM a:$NONE\nFROM b:${Q:-1}\n',
    );
    expect(stages.map((s) => [s.name, s.image, s.resolved, s.local])).toEqual([
      ['build', 'node:${V}-slim', 'node:20-slim', false],
      [null, 'build', 'build', true],
      [null, 'scratch', 'scratch', true],
      ['y', 'x@sha256:abc', 'x@sha256:abc', false],
      [null, 'a:$NONE', null, false],
      [null, 'b:${Q:-1}', 'b:1', false],
    ]);
    expect(stages[0]?.imageSpan).toMatchObject({ line: 3, column: 32, endColumn: 46 });
  });

  it('joins continued lines, blanks comments between them, and keeps offsets', () => {
    const text = 'FROM a\nRUN one && \\\n  # a comment\n\n  two ${X} \\  \n  three\nUSER u\n';
    const file = parse(text);
    const run = file.instructions[1];
    expect(file.instructions.map((i) => i.keyword)).toEqual(['FROM', 'RUN', 'USER']);
    expect(run?.text).not.toContain('comment');
    expect(run?.span).toMatchObject({ line: 2, column: 1, endLine: 6, endColumn: 8 });
    const at = run?.text.indexOf('three') ?? -1;
    expect(run && dockerSpan(file, run, at, at + 5)).toMatchObject({ line: 6, column: 3, endColumn: 8 });
  });

  it('honours the escape directive', () => {
    const { instructions } = parse('# escape=`\nFROM a\nRUN x `\n  y\nCOPY c:\\ d:\\\n');
    expect(instructions.map((i) => i.keyword)).toEqual(['FROM', 'RUN', 'COPY']);
    expect(instructions[1]?.text).toBe('x \\\n  y');
  });

  it('reads the syntax image, only from the top', () => {
    expect(parse('# syntax=docker/dockerfile:1\nFROM a\n').syntax?.image).toBe('docker/dockerfile:1');
    expect(parse('FROM a\n# syntax=evil\n').syntax).toBeNull();
  });

  it('reads flags and exec form', () => {
    const { instructions } = parse('FROM a\nRUN --mount=type=secret,id=t --network=none ["sh", "-c", "x"]\nCOPY --from=b /x /y\n');
    expect(instructions[1]?.flags).toEqual([
      { name: 'mount', value: 'type=secret,id=t' },
      { name: 'network', value: 'none' },
    ]);
    expect(instructions[1]?.exec).toEqual(['sh', '-c', 'x']);
    expect(instructions[2]).toMatchObject({ flags: [{ name: 'from', value: 'b' }], text: '/x /y', stage: 0 });
  });

  it('takes heredocs with their instruction, and their body as the script when they stand alone', () => {
    const text =
      'FROM a\nRUN <<EOF\ncurl x | sh\nUSER no\nEOF\nCOPY <<-"A" <<B /d/\n\tone\n\tA\ntwo\nB\nRUN cat <<< here && x <<E\nbody\nE\nUSER u\n';
    const { instructions } = parse(text);
    expect(instructions.map((i) => i.keyword)).toEqual(['FROM', 'RUN', 'COPY', 'RUN', 'USER']);
    const script = instructions[1] === undefined ? null : runScript(instructions[1]);
    expect(script?.text).toBe('curl x | sh\nUSER no\n');
    expect(text.startsWith('curl', script?.start)).toBe(true);
    expect(instructions[2]?.heredocs.map((h) => h.text)).toEqual(['\tone\n', 'two\n']);
    expect(instructions[3] && runScript(instructions[3])?.text).toBe('cat <<< here && x <<E\nbody\nE');
  });

  it('does not take a shift or an unclosed mark for a heredoc', () => {
    expect(parse('FROM a\nRUN echo <<EOF\nUSER u\n').instructions.map((i) => i.keyword)).toEqual(['FROM', 'RUN', 'USER']);
  });

  it('tells each stage what came before it, and counts instructions by stage', () => {
    const { stages, instructions } = parse('ARG A=x\nFROM $A\nARG A=y\nRUN a\nFROM $A AS B\nRUN c\nFROM b as C\n');
    expect(stages.map((s) => [s.name, s.resolved, s.local])).toEqual([
      [null, 'x', false],
      // What a stage declares is not for the next FROM.
      ['b', 'x', false],
      ['c', 'b', true],
    ]);
    expect(instructions.map((i) => `${i.keyword} ${i.stage}`)).toEqual(['ARG -1', 'FROM 0', 'ARG 0', 'RUN 0', 'FROM 1', 'RUN 1', 'FROM 2']);
  });

  it('takes quotes off defaults, and a default that is given in braces for what has none', () => {
    const image = (text: string) => parse(text).stages.at(-1)?.resolved;
    expect(image('ARG A="x y"\nFROM ${A}\n')).toBe('x y');
    expect(image("ARG A='x'\nFROM a${A}b\n")).toBe('axb');
    expect(image('ARG A="x\'\nFROM $A\n')).toBe('"x\'');
    expect(image('FROM ${A-x}:${B:-y}\n')).toBe('x:y');
    expect(image('ARG A=\nFROM ${A:-x}\n')).toBe('x');
    expect(image('ARG A=$B\nFROM $A\n')).toBeNull();
    expect(image('USER x\nARG A=1\nFROM a:$A\n')).toBe('a:1');
    expect(image('RUN A=1\nFROM a:$A\n')).toBeNull();
  });

  it('knows directives by name, whatever their case, and only one character at a time to escape by', () => {
    const words = (text: string) => parse(text).instructions.map((i) => i.keyword);
    expect(words('# Escape = `\nRUN x `\n  y\nUSER u\n')).toEqual(['RUN', 'USER']);
    expect(words('# escape=x\nRUN a \\\n  b\nUSER u\n')).toEqual(['RUN', 'USER']);
    expect(words('# escape=x\nRUN ax\nUSER u\n')).toEqual(['RUN', 'USER']);
    expect(words('# other=`\nRUN a `\nUSER u\n')).toEqual(['RUN', 'USER']);
    const { syntax, instructions } = parse('# escape=\\\n#  SYNTAX = a/b:1  \nFROM x\n');
    expect(syntax).toMatchObject({ image: 'a/b:1', span: { line: 2, column: 13, endLine: 2, endColumn: 18 } });
    expect(instructions).toHaveLength(1);
  });

  it('reads flags over lines and in quotes, with and without a value, and no further than the first argument', () => {
    const flags = (text: string) => {
      const [run] = parse(`${text}\n`).instructions;
      return [run?.flags.map(({ name, value }) => `${name}=${value}`).join(' '), run?.text];
    };
    expect(flags('RUN --mount="type=cache,target=a b" x --y=z')).toEqual(['mount=type=cache,target=a b', 'x --y=z']);
    expect(flags('RUN --a=1 \\\n  --b=2 \\\n  x')).toEqual(['a=1 b=2', 'x']);
    expect(flags('COPY --link --chown=a"b" x y')).toEqual(['link= chown=a"b', 'x y']);
    expect(flags('RUN --network=none')).toEqual(['network=none', '']);
    expect(flags('RUN   \tx')).toEqual(['', 'x']);
  });

  it('takes a list of texts for the exec form, and no other', () => {
    const exec = (text: string) => parse(`RUN ${text}\n`).instructions[0]?.exec;
    expect(exec('["a", \\\n  "b"]')).toEqual(['a', 'b']);
    expect(['["a", 1]', '{"a": "b"}', 'a', '[a]', '"a"'].map(exec)).toEqual([null, null, null, null, null]);
  });

  it('keeps every place as it is in the file', () => {
    const text = '# c\n  RUN --a=b   one two \\\r\n\r\n # c\r\n   three  \n\nCOPY <<A x\ny\nA\n';
    const file = parse(text);
    const [run, copy] = file.instructions;
    expect(run?.span).toMatchObject({ line: 2, column: 3, endLine: 5, endColumn: 9 });
    for (const word of ['one', 'two', 'three']) {
      const at = run?.text.indexOf(word) ?? -1;
      expect(text.startsWith(word, (run?.start ?? 0) + at), word).toBe(true);
    }
    expect(copy?.span).toMatchObject({ line: 7, column: 1, endLine: 9, endColumn: 2 });
    expect(copy?.heredocs.map(({ name, text: body, start }) => [name, body, text.startsWith(body, start)])).toEqual([['A', 'y\n', true]]);
  });

  it('gives the shell what stands behind RUN, or in the only heredoc', () => {
    const script = (text: string) => parse(text).instructions.map((i) => runScript(i)?.text ?? null);
    expect(script('RUN <<-"E"\n\ta\n\tE\n')).toEqual(['\ta\n']);
    expect(script('RUN <<E cat\na\nE\n')).toEqual(['<<E cat\na\nE']);
    expect(script('RUN ["a"]\nUSER b\nRUN c\n')).toEqual([null, null, 'c']);
    // The mark of another line, further up, closes nothing.
    expect(script('RUN <<E\na\nE\nRUN <<E\nb\nE\nRUN <<E\nc\nE\n')).toEqual(['a\n', 'b\n', 'c\n']);
    // Only `<<-` lets tabs stand before its end, and no other text beside it.
    expect(script('RUN <<E\n\tE\nx E\nE x\nE\n')).toEqual(['\tE\nx E\nE x\n']);
  });

  it('never throws, and stays quick on hostile files', () => {
    const start = performance.now();
    for (const text of [
      '',
      '\\',
      'RUN',
      'FROM',
      'RUN \\',
      '\0',
      'RUN <<A\n'.repeat(50_000),
      'FROM a AS b\n'.repeat(50_000),
      'RUN a \\\n'.repeat(50_000),
      'RUN [[[[',
    ])
      expect(() => parse(text)).not.toThrow();
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
