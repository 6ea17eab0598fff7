#!/usr/bin/env node
// chokepoint-review BASE FILE [--fail-on SEVERITY]: what HEAD does to the threat model of BASE, judged by the declarations of BASE; the comparison goes into FILE.
import { copyFileSync, rmSync } from 'node:fs';
import { baseOf, chokepoint, compareChange, judgeFolder, Refusal } from './shared.mjs';

const [base = '', target = 'review.json', , failOn = ''] = process.argv.slice(2);
try {
  const from = baseOf('.', base, null);
  const judge = judgeFolder('.', from);
  try {
    const { file, failed } = compareChange({ judge, base: from, failOn, env: process.env });
    process.stdout.write(chokepoint(['diff', file], { env: process.env }).out);
    copyFileSync(file, target);
    process.exitCode = failed ? 1 : 0;
  } finally {
    rmSync(judge, { recursive: true, force: true });
  }
} catch (error) {
  if (!(error instanceof Refusal)) throw error;
  process.stderr.write(`chokepoint: ${error.message}\n`);
  process.exitCode = 2;
}
