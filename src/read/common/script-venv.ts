/** Virtual environments of Python: what making one writes anew, and what of a folder that lay there already is run. */
import { hasOption, type ParsedCall } from './script-call.ts';
import { covering, resolvePath } from './script-places.ts';
import { EMPTY } from './script-text.ts';

/** Where the scripts lie that put a shell into the environment, below its folder. */
const ACTIVATORS = ['bin/activate', 'bin/activate.fish', 'bin/activate.csh', 'bin/Activate.ps1', 'bin/activate.ps1', 'Scripts/activate'];

/**
 * `python3 -m venv DIR`, `virtualenv DIR`, `uv venv DIR`: activation scripts are the tool's own, whatever lay there; packages of an environment that
 * was there stay, unless it is cleared, and Python runs the `.pth` files among them whenever it starts. uv replaces a folder or stops at it.
 * https://docs.python.org/3/library/venv.html#venv.EnvBuilder, https://docs.python.org/3/library/site.html,
 * https://virtualenv.pypa.io/en/latest/cli_interface.html, https://docs.astral.sh/uv/reference/cli/#uv-venv
 */
export const makesEnvironment = (call: ParsedCall): void => {
  const { name, operands, session, state, span } = call;
  const byUv = name === 'uv' && operands[0]?.exact === 'venv';
  if (!byUv && name !== 'venv' && name !== 'virtualenv') return;
  const named = (byUv ? operands.slice(1) : operands).map((o) => o.exact);
  const keeps = byUv ? hasOption(call, '--allow-existing') : !hasOption(call, '--clear');
  for (const folder of byUv && named.length === 0 ? ['.venv'] : named) {
    const path = folder === null ? null : resolvePath(state.directory, folder);
    if (folder === null || path === null) continue;
    for (const file of ACTIVATORS) state.written.set(`${path}/${file}`, EMPTY);
    const materials = keeps ? covering(state.materials, path) : [];
    if (materials.length > 0)
      session.effects.push({ kind: 'execute', tool: name, how: `has Python run the .pth files in site-packages of ${folder}`, materials, span });
  }
};
