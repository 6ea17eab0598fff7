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
