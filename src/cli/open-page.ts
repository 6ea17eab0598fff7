/** Asks the desktop to show a page. The only place that starts another program, and only when told to with `--open`. */
import { spawn } from 'node:child_process';
import { platform } from 'node:os';
import { pathToFileURL } from 'node:url';

/** What was wrong, or null. `file` is absolute; no shell reads it. Whether somebody sees the page cannot be told. */
export const openPage = (file: string, env: NodeJS.ProcessEnv): Promise<string | null> => {
  const address = pathToFileURL(file).href;
  const [program, args] =
    platform() === 'darwin'
      ? ['open', [address]]
      : platform() === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', address]]
        : ['xdg-open', [address]];
  return new Promise((done) => {
    const child = spawn(program, args, { detached: true, stdio: 'ignore', env });
    child.once('error', (error) => done(`${program} did not start (${error.message}).`));
    child.once('spawn', () => {
      child.unref();
      done(null);
    });
  });
};
