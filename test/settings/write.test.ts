/** Where output goes: whole files, and what is no file stays what it is. */
import { execFileSync, spawn } from 'node:child_process';
import { lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError, writeAtomically } from '../../src/cli/io.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chokepoint-write-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('output', () => {
  it('is put in the place of a file, with nothing left beside it', () => {
    const file = join(folder, 'out.json');
    writeAtomically(file, 'one');
    writeAtomically(file, 'two');
    expect([readFileSync(file, 'utf8'), readdirSync(folder)]).toEqual(['two', ['out.json']]);
  });
  it('goes into a pipe, which is not replaced', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const reader = spawn('cat', [pipe]);
    let read = '';
    reader.stdout.on('data', (chunk) => {
      read += String(chunk);
    });
    const ended = new Promise((done) => reader.on('close', done));
    writeAtomically(pipe, 'through');
    await ended;
    expect([read, lstatSync(pipe).isFIFO()]).toEqual(['through', true]);
  });
  it('to a folder is refused', () => {
    expect(() => writeAtomically(folder, 'x')).toThrow(UsageError);
    expect(() => writeAtomically(join(folder, 'nowhere', 'x'), 'x')).toThrow(UsageError);
  });
});
