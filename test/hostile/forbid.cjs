// Loaded in front of the command line by test/hostile/nothing-runs.test.ts: whatever would start a program or ask the network ends the run with code 99.
// FORBID_ALLOW_GIT=1: git may be started, and what it is started with is printed.
const { writeSync } = require('node:fs');

const refuse = (what) => () => {
  writeSync(2, `FORBIDDEN ${what}\n`);
  process.exit(99);
};
const children = require('node:child_process');
for (const name of ['net', 'tls', 'http', 'https', 'http2', 'dns', 'dgram']) require(`node:${name}`);
for (const name of ['exec', 'execFile', 'execFileSync', 'execSync', 'fork', 'spawn', 'spawnSync']) {
  const real = children[name];
  children[name] = (command, ...rest) => {
    if (process.env.FORBID_ALLOW_GIT !== '1' || command !== 'git') return refuse(`${name} ${String(command)}`)();
    writeSync(2, `STARTED ${JSON.stringify({ args: rest[0], env: Object.keys(rest[1]?.env ?? process.env) })}\n`);
    return real(command, ...rest);
  };
}
require('node:net').Socket.prototype.connect = refuse('node:net.Socket.connect');
for (const [module, names] of [
  ['node:net', ['connect', 'createConnection', 'createServer']],
  ['node:tls', ['connect']],
  ['node:http', ['request', 'get', 'createServer']],
  ['node:https', ['request', 'get']],
  ['node:http2', ['connect']],
  ['node:dns', ['lookup', 'resolve']],
  ['node:dgram', ['createSocket']],
]) {
  const object = require(module);
  for (const name of names) object[name] = refuse(`${module}.${name}`);
}
globalThis.fetch = refuse('fetch');
globalThis.WebSocket = refuse('WebSocket');
