/** Rows of the command tables that fit a call, as effects. */

import { obeys } from '../../knowledge/commands/configurations.ts';
import { type CommandEffect, matchRules } from '../../knowledge/commands/index.ts';
import { isManager } from '../../knowledge/names.ts';
import { handsOnToNobody } from '../../knowledge/registries.ts';
import type { Effect, Material } from '../../pipeline/effects.ts';
import type { Tri } from '../../pipeline/model.ts';
import { ownClusterNamed } from './own-clusters.ts';
import { isNoProductionBranch } from './preview-branches.ts';
import { agentEffect, answerOf, startsServers } from './script-agents.ts';
import { baseName, directoryOf, folderOf, hasOption, optionNames, optionValue, optionValues, type ParsedCall } from './script-call.ts';
import { fetchedChange } from './script-change.ts';
import { packageComponent } from './script-components.ts';
import { dispatchByCommand } from './script-dispatches.ts';
import { printedBy } from './script-execute.ts';
import { handedOver } from './script-handed.ts';
import { dependsOn, publicationName } from './script-packages.ts';
import { checkoutAt, covering, isUntrusted, resolvePath, within } from './script-places.ts';
import { credentialOf, readVariable } from './script-session.ts';
import { type Text, UNKNOWN_TEXT, valueOf } from './script-text.ts';
import type { Argument } from './script-words.ts';

/** Adds the effects and gives what the command prints, as far as that is anybody's to choose. */
export const knownEffects = (call: ParsedCall): Text => {
  const operands = call.operands.map((o) => o.exact);
  let printed = UNKNOWN_TEXT;
  const change = fetchedChange(call);
  for (const { rule, taken } of matchRules(call.name, operands, optionNames(call))) {
    const rest = call.operands.slice(taken);
    for (const does of rule.does) {
      if (change !== null && (does.kind === 'execute' || does.kind === 'install' || does.kind === 'package'))
        call.session.effects.push(
          { kind: 'checkout', material: change, persistsCredential: false, credential: null, span: call.span },
          { kind: 'execute', tool: call.name, how: 'fetches and builds it', materials: [change], span: call.span },
        );
      const effects = lower(call, does, rest);
      call.session.effects.push(...effects);
      for (const effect of effects) {
        if (effect.kind === 'execute') printed = printedBy(effect.materials);
        else if (effect.kind === 'agent') printed = answerOf(effect);
      }
    }
  }
  return printed;
};

const lower = (call: ParsedCall, does: CommandEffect, rest: readonly Argument[]): readonly Effect[] => {
  const { session, state, name, span } = call;
  const directory = directoryOf(call);
  switch (does.kind) {
    case 'execute': {
      const materials = executed(call, does, rest, directory);
      if (materials === null) return [];
      // A tool that was installed from a registry runs its code too; what it does there is not the workspace's.
      return materials.length === 0 ? [] : [{ kind: 'execute', tool: name, how: does.how, materials, span }];
    }
    case 'install':
      return install(call, does, rest, directory);
    case 'package': {
      // Options behind the package are its own command's.
      const named = optionValue(call, '--package', '-p', '--from', '--spec');
      const own = named !== null && (rest[0] === undefined || named.start < rest[0].start) ? named : rest[0];
      const wanted = own?.exact ?? null;
      // `go run ./cmd` and binaries of a declared dependency are no packages of their own.
      if (wanted === null || wanted.startsWith('.') || wanted.startsWith('/') || (does.ecosystem === 'go' && !wanted.includes('@'))) return [];
      // A name without a scheme that has folders or ends in `.py` is a script of the workspace: https://pipx.pypa.io/stable/reference/cli/#pipx-run
      if (does.ecosystem === 'pypi' && /^[\w.-]+(?:\/[\w.-]+)+$|^[\w.-]+\.py$/.test(wanted)) {
        const place = resolvePath(directory, wanted);
        const materials = place === null ? [] : covering(state.materials, place);
        return materials.length === 0 ? [] : [{ kind: 'execute', tool: name, how: `runs ${wanted}`, materials, span }];
      }
      if (does.ecosystem === 'npm' && !/.@/.test(wanted) && dependsOn(session, checkoutAt(state.materials, directory), directory, wanted)) return [];
      const component = packageComponent(session, does.ecosystem, wanted, span);
      return [{ kind: 'use', component, span }];
    }
    case 'publish': {
      const publication = publicationName(call, does, rest, directory);
      if (handsOnToNobody(publication.name) || destinations(call).some(handsOnToNobody)) return [];
      const provenance: Tri = does.provenance?.some((o) => hasOption(call, o)) === true ? true : 'unknown';
      return [
        {
          kind: 'publish',
          publication,
          credential: credential(call, does.credentials),
          provenance,
          materials: takenIn(call, directory),
          ...handedOver(call, directory),
          span,
        },
      ];
    }
    case 'deploy': {
      if (/^(?:scp|rsync)$/.test(name) && !call.operands.some((o) => mayBeRemote(call, o))) return [];
      const own = does.target === 'kubernetes' ? ownClusterNamed(session.input.env) : null;
      return [
        ...(own === null ? [] : [{ kind: 'own-cluster', how: `names a cluster of its own machine (${own})`, byName: true, span } as const]),
        {
          kind: 'deploy',
          target: does.target,
          credential: credential(call, does.credentials),
          materials: takenIn(call, directory),
          verified: false,
          ...(isPreview(call, does) ? { preview: true as const } : handedOver(call, directory)),
          span,
        },
      ];
    }
    case 'own-cluster':
      return [{ kind: 'own-cluster', how: `makes a cluster with ${name}`, span }];
    case 'write':
      return [{ kind: 'write', capability: does.capability, what: does.what, credential: credential(call, does.credentials), materials: [], span }];
    case 'login':
      return [login(call, does)];
    case 'agent': {
      const effect = agentEffect(call, does.agent);
      if (effect !== null) startsServers(call);
      return effect === null ? [] : [effect];
    }
    case 'dispatch':
      return [dispatchByCommand(call, does, rest, credential(call, does.credentials))];
    default:
      return [{ kind: does.kind, what: does.what, span }];
  }
};

/** It shows the change at an address of its own, as far as the options say. */
const isPreview = (call: ParsedCall, { previewUnless, branchOptions = [] }: CommandEffect & { kind: 'deploy' }): boolean => {
  if (previewUnless?.every((o) => !hasOption(call, o)) === true) return true;
  const branch = optionValue(call, ...branchOptions);
  return branch !== null && isNoProductionBranch(...branch.text.pieces);
};

/** `host:path`, or a variable that may hold one; what a slash follows is a folder. */
const mayBeRemote = ({ session }: ParsedCall, { exact, start, end }: Argument): boolean =>
  exact === null ? !/^["']?\$\{?\w+\}?["']?\/[^:]*$/.test(session.input.text.slice(start, end)) : /^[^/]*:/.test(exact);

/** Where the command is told to publish to, as far as options and the variables of the tools say. */
const destinations = (call: ParsedCall): readonly string[] =>
  [
    ...optionValues(
      call,
      '--repository',
      '-r',
      '--repository-url',
      '--repo',
      '--registry',
      '--publish-url',
      '--index',
      '--source',
      '-s',
      '--host',
    ).map((a) => a.prefix),
    ...[
      'TWINE_REPOSITORY',
      'TWINE_REPOSITORY_URL',
      'UV_PUBLISH_URL',
      'UV_PUBLISH_INDEX',
      'NPM_CONFIG_REGISTRY',
      'npm_config_registry',
      'HATCH_INDEX_REPO',
      'FLIT_INDEX_URL',
    ].map((name) => valueOf(readVariable(call.session, call.state, name)).text ?? ''),
  ].filter((text) => text !== '');

/** What lies in the folder that the command works in, and at the paths outside the workspace that it is given. */
const takenIn = (call: ParsedCall, directory: string): readonly Material[] => {
  const { materials } = call.state;
  const outside = call.operands.flatMap(({ exact }) => {
    const path = exact !== null && /^[$/~]/.test(exact) ? resolvePath(directory, exact) : null;
    return path === null || !/^[$/~]/.test(path) ? [] : within(materials, path);
  });
  return outside.length === 0 ? within(materials, directory) : [...new Set([...within(materials, directory), ...outside])];
};

/** Null: the command is used without the file it would run. */
const executed = (
  call: ParsedCall,
  does: Extract<CommandEffect, { kind: 'execute' }>,
  rest: readonly Argument[],
  directory: string,
): readonly Material[] | null => {
  const { materials } = call.state;
  const at = (argument: Argument | undefined): readonly Material[] | null => {
    const path = argument?.exact === undefined || argument.exact === null ? null : resolvePath(directory, argument.exact);
    return path === null ? null : covering(materials, path);
  };
  if (does.reads === 'operand') {
    const [file] = rest;
    return file === undefined || file.exact === '-' ? null : at(file);
  }
  const named = does.reads === 'options' ? optionValues(call, ...(does.files ?? [])) : [];
  // The context of an image build is its last operand.
  const context = /^(?:docker|podman|nerdctl|buildah)$/.test(call.name) && rest.length > 0 ? rest.slice(-1) : [];
  const found = [...named, ...context].flatMap((a) => at(a) ?? []);
  const paths = does.operands === true ? rest.flatMap((a) => at(a) ?? []).filter((m) => isUntrusted(m)) : [];
  if (named.length + context.length > 0) return [...new Set([...found, ...paths])];
  const beside = materials.filter((m) => isUntrusted(m) && folderOf(m.path) === directory && obeys(call.name, baseName(m.path)));
  return [...new Set([...covering(materials, directory), ...beside, ...paths])];
};

const install = (
  call: ParsedCall,
  does: Extract<CommandEffect, { kind: 'install' }>,
  rest: readonly Argument[],
  directory: string,
): readonly Effect[] => {
  const { state, span } = call;
  const lists = does.listOptions === undefined ? [] : optionValues(call, ...does.listOptions);
  const operands = does.names ? rest.map(namedPackage).filter((o) => o !== '') : [];
  const local = operands.filter(
    (o) =>
      o.startsWith('.') ||
      o.startsWith('/') ||
      o.startsWith('$') ||
      // Where a name has a slash it is a folder; npm takes it for a repository. https://pip.pypa.io/en/stable/cli/pip_install/#description
      (does.ecosystem === 'pypi' && /^[\w.-]+\/[\w./-]*$/.test(o)) ||
      /\.(?:whl|tgz|tar\.gz|gem|vsix|deb|rpm)$/.test(o),
  );
  const packages = operands.filter((o) => !local.includes(o)).map((o) => o.replace(/\[[^[\]]*\]/, ''));
  const effects: Effect[] = [];
  const editable = optionValues(call, '-e', '--editable').flatMap((a) => a.exact ?? []);
  // Installing a folder runs its build backend; `go get` builds nothing. https://go.dev/ref/mod#go-get
  const fetches = does.ecosystem === 'go' && call.operands[0]?.exact === 'get';
  for (const path of fetches ? [] : [...local, ...editable]) {
    const place = resolvePath(directory, path.replace(/\[[^[\]]*\]$/, ''));
    // npm runs the scripts of a packed file, and links a folder. https://docs.npmjs.com/cli/v11/commands/npm-install
    const materials =
      place === null || (does.ecosystem === 'npm' && (!/\.t(?:ar\.)?gz$/.test(path) || scripts(call, does) === false))
        ? []
        : covering(state.materials, place);
    if (materials.length > 0) effects.push({ kind: 'execute', tool: call.name, how: `builds and installs ${path}`, materials, span });
  }
  // A list of requirements can name any package, address or folder.
  for (const list of lists) {
    const place = list.exact === null ? null : resolvePath(directory, list.exact);
    const materials = place === null ? [] : covering(state.materials, place);
    if (materials.length > 0)
      effects.push({ kind: 'execute', tool: call.name, how: `installs what ${list.exact ?? 'the list'} names`, materials, span });
  }
  if (packages.length === 0 && lists.length === 0 && local.length + editable.length > 0) return effects;
  const listFolder = lists[0]?.exact === undefined || lists[0].exact === null ? null : resolvePath(directory, lists[0].exact);
  effects.push({
    kind: 'install',
    manager: does.manager,
    ecosystem: does.ecosystem,
    packages,
    ...(isManager(does.ecosystem, packages) ? { managerItself: true as const } : {}),
    locked: packages.length > 0 && does.locked !== true && does.lockedBy?.some((o) => hasOption(call, o)) !== true ? false : lock(call, does),
    runsScripts: scripts(call, does),
    directory: listFolder === null ? directory : folderOf(listFolder),
    span,
  });
  return effects;
};

/** `typescript@$VERSION` names its package all the same. */
const namedPackage = ({ exact, prefix }: Argument): string => exact ?? (/^.[\w./-]*(?:@|[=<>~!]=)/.test(prefix) ? `${prefix}*` : '');

const lock = (call: ParsedCall, does: Extract<CommandEffect, { kind: 'install' }>): Tri => {
  if (does.unlockedBy?.some((o) => hasOption(call, o)) === true) return false;
  return does.lockedBy?.some((o) => hasOption(call, o)) === true ? true : does.locked;
};

/** The switch may come from a variable too: `npm_config_ignore_scripts=true`. https://docs.npmjs.com/cli/v11/using-npm/config#environment-variables */
const scripts = (call: ParsedCall, does: Extract<CommandEffect, { kind: 'install' }>): Tri => {
  const off = call.options.find((o) => does.scriptsOffBy?.includes(o.name));
  if (off !== undefined) {
    const value = off.value?.exact ?? null;
    if (off.name === '--mode') return value === 'skip-build' || value === 'skip-builds' ? false : does.scripts;
    if (off.name === '--only-binary') return value === ':all:' ? false : does.scripts;
    return value === 'false' ? does.scripts : false;
  }
  const env = call.session.input.env.get('NPM_CONFIG_IGNORE_SCRIPTS') ?? call.session.input.env.get('npm_config_ignore_scripts');
  return does.ecosystem === 'npm' && env?.text === 'true' ? false : does.scripts;
};

/** An option that carries it, or a variable that is named for it. Standard input for logins. */
const credential = (call: ParsedCall, names: readonly string[]): string | null => {
  for (const name of names) {
    if (!name.startsWith('-')) continue;
    const [secret] = optionValues(call, name).flatMap((a) => valueOf(a.text).secrets);
    if (secret !== undefined) return secret;
  }
  return credentialOf(
    call.session,
    call.state,
    names.filter((n) => !n.startsWith('-')),
  );
};

const login = (call: ParsedCall, does: Extract<CommandEffect, { kind: 'login' }>): Effect => {
  const role = does.identityBy === undefined ? null : optionValue(call, ...does.identityBy);
  const secret = hasOption(call, '--password-stdin', '--with-token', '-') ? (valueOf(call.state.stdin).secrets[0] ?? null) : null;
  const held = secret ?? credential(call, does.credentials) ?? call.args.flatMap((a) => valueOf(a.text).secrets)[0] ?? null;
  const by = role !== null ? 'identity' : held === 'token' ? 'token' : held !== null ? 'secret' : 'unknown';
  return { kind: 'login', provider: does.provider, to: does.to, by, identity: role?.exact ?? held, span: call.span };
};
