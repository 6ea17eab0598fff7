/**
 * `actions/checkout`: which code it brings, and what it leaves behind.
 * https://github.com/actions/checkout#usage
 */
import type { Code, Effect, Influence, Material } from '../../pipeline/effects.ts';
import type { Actor, Guarantee, Tri } from '../../pipeline/model.ts';
import { textOfChange } from './component-runs.ts';
import { fromOwnRepository } from './contexts.ts';
import type { RunScenario } from './following.ts';
import { credentialOf, isAtLeast, majorOf, textOf, type Use, workspacePath } from './known-actions-use.ts';

export interface CheckedOut {
  readonly effects: readonly Effect[];
  readonly materials: readonly Material[];
}

export const applyCheckout = (use: Use): CheckedOut => {
  const path = workspacePath(textOf(use, 'path') ?? '*');
  const choice = choose(use);
  const credential = credentialOf(use, ['ssh-key', 'token', '@token']);
  const persist = textOf(use, 'persist-credentials');
  const persists: Tri = persist === null ? 'unknown' : persist.toLowerCase() !== 'false';
  const material: Material = {
    kind: 'checkout',
    path,
    code: choice.code,
    artifact: null,
    artifactFrom: null,
    cacheKey: null,
    ...(choice.refusable && refuses(use) ? { guarantees: [refusal(use)] } : {}),
    ...(use.scenario.forChanges === true && isOfRun(use) ? { mayHold: [textOfChange(use.span)] } : {}),
    ...(persists !== false && keepsCredentialInside(use) ? { holdsCredential: true } : {}),
    span: use.inputs.get('ref')?.span ?? use.inputs.get('repository')?.span ?? use.span,
  };
  const kept =
    textOf(use, 'clean') === 'false'
      ? use.materials.filter((m) => m.kind !== 'checkout' || m.path !== path)
      : use.materials.filter((m) => !isBelow(m.path, path));
  return { effects: [{ kind: 'checkout', material, persistsCredential: persists, credential, span: use.span }], materials: [...kept, material] };
};

/** A checkout empties its folder first; what lies outside the workspace stays. */
const isBelow = (path: string, folder: string): boolean => !/^[~/]/.test(path) && (folder === '' || path === folder || path.startsWith(`${folder}/`));

/** Until v6 the credential stood in `.git/config`; since then in a file outside the workspace. https://github.com/actions/checkout#checkout-v6 */
const keepsCredentialInside = (use: Use): boolean => {
  const major = majorOf(use.ref);
  return major === null ? isAtLeast(use.ref, '6.0.0', '2025-11-20', use.asOf) !== true : major < 6;
};

// ---------------------------------------------------------------- which code

interface Choice {
  readonly code: Code;
  /** One of the forms that newer releases refuse. */
  readonly refusable: boolean;
}

const plain = (code: Code): Choice => ({ code, refusable: false });

/** Where the text of an input comes from: what it says, the fields it names, and the influences that reached it. */
interface Pointer {
  /** Null when it is not known. */
  readonly text: string | null;
  /** Paths of the event that the expressions name and that exist in this scenario, in order. */
  readonly fields: readonly string[];
  readonly influences: readonly Influence[];
  readonly written: string;
}

const FIELD = /github(?:\.[\w-]+|\['[\w-]+'\])+/gi;

const pointer = (use: Use, input: string): Pointer | null => {
  const given = use.inputs.get(input);
  if (given === undefined || given.value.text?.trim() === '') return null;
  const written = throughVariables(use, given.source ?? '');
  const named = [...written.matchAll(FIELD)].map(([path]) => path.toLowerCase().replaceAll(/\['([\w-]+)'\]/g, '.$1'));
  const fields = given.value.text === null ? named.filter((path) => use.lookupEvent(path.split('.'))?.text !== '') : [];
  const carried = given.value.influences.flatMap(({ origin }) => (origin.kind === 'event' ? [origin.field] : []));
  return { text: given.value.text?.trim() ?? null, fields: [...fields, ...carried], influences: given.value.influences, written };
};

/** The text with variables of the environment replaced by what they are written as, once. */
const throughVariables = (use: Use, written: string): string =>
  written.replaceAll(/\benv\.([A-Za-z_]\w{0,99})/g, (path, name: string) => use.envSources?.get(name) ?? path);

/** Who writes the change that the run is about; anybody where the event does not say whose it is. */
export const headActor = (use: Use): Actor => {
  const { scenario } = use;
  return scenario.head ?? scenario.followed?.head ?? scenario.followed?.proposer ?? scenario.proposer ?? 'outsider';
};

const HEAD_COMMIT =
  /pull_request\.head\.sha|workflow_run\.head_sha|workflow_run\.head_commit\.id|pull_request\.merge_commit_sha|check_(?:run|suite)\.head_sha/;
const PULL_REF = /(?:refs\/)?pull\/.{0,200}\/(?:merge|head)|^refs\/pull\//i;
const HEAD_NAME =
  /pull_request\.head\.(?:ref|label)|github\.head_ref|workflow_run\.head_branch|workflow_run\.pull_requests|check_(?:run|suite)\.head_branch/;
const HEAD_REPOSITORY = /pull_request\.head\.(?:repo|user)|workflow_run\.head_repository|github\.event\.comment\.user|pull_request\.user\.login/;
const BASE = /pull_request\.base\.|github\.base_ref|repository\.default_branch|github\.event\.before|github\.workflow_sha|github\.action_ref/;
const OWN = /^github\.(?:repository|sha|ref|ref_name)$|^github\.event\.(?:after|ref|repository\..*|head_commit\.id)$/;

/** Neither another repository nor another ref: the commit of the event. */
const isOfRun = (use: Use): boolean => pointer(use, 'repository') === null && pointer(use, 'ref') === null;

const choose = (use: Use): Choice => {
  const repository = pointer(use, 'repository');
  const ref = pointer(use, 'ref');
  const own = repository === null || isOwn(use, repository);
  if (own) return ref === null ? plain(defaultCode(use.scenario)) : chooseRef(use, ref);
  if (repository.fields.some((f) => HEAD_REPOSITORY.test(f))) return ofHead(use, ref);
  if (repository.influences.length > 0) {
    return plain({ kind: 'chosen', what: 'a repository that the text names', influences: [...repository.influences, ...(ref?.influences ?? [])] });
  }
  if (repository.text === null) return plain({ kind: 'unknown', what: `the repository ${repository.written}` });
  const what = ref === null ? repository.text : `${repository.text} at ${ref.text ?? ref.written}`;
  if (ref !== null && ref.influences.length > 0) return plain({ kind: 'chosen', what, influences: ref.influences });
  return plain({ kind: 'elsewhere', what, component: null });
};

const isOwn = (use: Use, { text, fields, written }: Pointer): boolean => {
  if (text !== null) {
    const own = use.lookupEvent(['github', 'repository'])?.text;
    return own != null && own.toLowerCase() === text.toLowerCase();
  }
  return (
    (fields.length > 0 &&
      fields.every(
        (f) => f === 'github.repository' || /^github\.event\.(?:repository|pull_request\.base\.repo|workflow_run\.repository)\./.test(f),
      )) ||
    /^\$\{\{\s*github\.repository\s*\}\}$/.test(written.trim())
  );
};

/** The repository that the head lies in: a fork's, or this one when the change comes from a branch. */
const ofHead = (use: Use, ref: Pointer | null): Choice => {
  const fixed = ref !== null && (HEAD_COMMIT.test(ref.fields.join(' ')) || /^[0-9a-f]{40}$/i.test(ref.text ?? ''));
  return { code: { kind: 'proposed', what: 'the head of the proposed change', actor: headActor(use), mutable: !fixed }, refusable: true };
};

const chooseRef = (use: Use, ref: Pointer): Choice => {
  const { scenario } = use;
  const fields = ref.fields.join(' ');
  const pullRef = [ref.text ?? ref.written, ...ref.fields].find((text) => PULL_REF.test(text));
  if (pullRef !== undefined) {
    const merged = pullRef.includes('/merge');
    return {
      code: {
        kind: 'proposed',
        what: merged ? 'the proposed change, merged' : 'the head of the proposed change',
        actor: headActor(use),
        mutable: true,
      },
      refusable: true,
    };
  }
  if (HEAD_COMMIT.test(fields)) {
    if (followsOwnBranch(scenario, fields)) return plain({ kind: 'trusted', what: 'the commit of the run that it follows' });
    const what = fields.includes('merge_commit_sha') ? 'the proposed change, merged' : 'the head commit of the proposed change';
    return { code: { kind: 'proposed', what, actor: headActor(use), mutable: false }, refusable: true };
  }
  if (HEAD_NAME.test(fields)) return plain(ofBranchName(use));
  if (fields.includes('github.event.after') && scenario.trigger.startsWith('pull_request')) {
    return { code: { kind: 'proposed', what: 'the head commit of the proposed change', actor: headActor(use), mutable: false }, refusable: true };
  }
  if (ref.fields.some((f) => OWN.test(f)) && ref.influences.every((i) => i.origin.kind === 'event' && OWN.test(i.origin.field)))
    return plain(ofRun(scenario, fields));
  if (BASE.test(fields)) return plain({ kind: 'trusted', what: 'the branch that the change is proposed to' });
  if (ref.influences.length > 0)
    return plain({ kind: 'chosen', what: `the ref that ${ref.written.trim() || 'a text'} names`, influences: ref.influences });
  if (ref.text !== null) return plain({ kind: 'trusted', what: `\`${ref.text}\`` });
  return plain({ kind: 'unknown', what: `the ref ${ref.written.trim()}` });
};

/** The part of a ref's source that names the proposed change, where one does. */
export const proposedRefIn = (source: string): string | null =>
  PULL_REF.test(source) ? `refs/pull/N/${source.includes('/head') ? 'head' : 'merge'}` : (HEAD_COMMIT.exec(source)?.[0] ?? null);

/** A run that follows one of the default branch brings its commit. What `pull_request_target` runs are said to be about is the base, not the head. */
const followsOwnBranch = ({ trigger, followed }: RunScenario, fields: string): boolean =>
  trigger === 'workflow_run' &&
  followed !== null &&
  followed.proposer === null &&
  (followed.trigger !== 'pull_request_target' || !/head_commit|merge_commit/.test(fields));

/**
 * A branch's name, looked for in this repository: a fork's branch is not there, and names that look like other refs cannot be pushed.
 * https://docs.github.com/en/get-started/using-git/dealing-with-special-characters-in-branch-and-tag-names#naming-restrictions
 */
const ofBranchName = (use: Use): Code => {
  const own = fromOwnRepository(use.scenario);
  if (followsOwnBranch(use.scenario, '')) return { kind: 'trusted', what: 'the branch of the run that it follows' };
  if (own === false) return { kind: 'trusted', what: 'the branch of this repository that has the name of the proposed one' };
  return { kind: 'proposed', what: 'the branch of the proposed change', actor: own === true ? headActor(use) : 'writer', mutable: true };
};

/** `github.ref` and `github.sha`: what the run itself is about. */
const ofRun = (scenario: RunScenario, fields: string): Code => {
  const code = defaultCode(scenario);
  return code.kind === 'proposed' && !/\bsha\b|after|head_commit/.test(fields) ? { ...code, mutable: true } : code;
};

/** Without a ref: the commit that the event is about. */
const defaultCode = (scenario: RunScenario): Code => {
  if (scenario.proposer === null)
    return { kind: 'trusted', what: scenario.trigger === 'pull_request_target' ? 'the branch that the change is proposed to' : 'the default branch' };
  const what = scenario.ref === 'pull' ? 'the proposed change, merged' : scenario.ref === 'tag' ? 'the pushed tag' : 'the pushed branch';
  return { kind: 'proposed', what, actor: scenario.proposer, mutable: false };
};

/** The commit of the run, fetched by an action for itself. */
export const ownCheckout = (use: Use): Material => ({
  kind: 'checkout',
  path: '',
  code: defaultCode(use.scenario),
  artifact: null,
  artifactFrom: null,
  cacheKey: null,
  span: use.span,
});

// ---------------------------------------------------------------- refusal of forks

/** First release of each line that refuses, and the day on which the line's tag moved to it. https://github.com/actions/checkout/releases */
const REFUSING: readonly { readonly major: number; readonly since: string; readonly date: string }[] = [
  { major: 2, since: '2.8.0', date: '2026-07-16' },
  { major: 3, since: '3.7.0', date: '2026-07-16' },
  { major: 4, since: '4.4.0', date: '2026-07-16' },
  { major: 5, since: '5.1.0', date: '2026-07-16' },
  { major: 6, since: '6.1.0', date: '2026-07-16' },
];
const REFUSING_MAJOR = { since: '7.0.0', date: '2026-06-18' };

/** A commit that the files do not date is not taken for a release that refuses. */
const refuses = (use: Use): boolean => {
  const { scenario } = use;
  const privileged =
    scenario.trigger === 'pull_request_target' ||
    (scenario.trigger === 'workflow_run' && scenario.followed?.trigger.startsWith('pull_request') === true);
  if (!privileged || fromOwnRepository(scenario) !== false) return false;
  const allowed = textOf(use, 'allow-unsafe-pr-checkout');
  if (allowed === null || allowed.toLowerCase() === 'true') return false;
  const major = majorOf(use.ref);
  const line = REFUSING.find((l) => l.major === major) ?? REFUSING_MAJOR;
  return isAtLeast(use.ref, line.since, line.date, use.asOf) === true;
};

const refusal = (use: Use): Guarantee => ({
  id: 'checkout-refuses-forks',
  statement: 'The checkout action refuses the code of a fork in this run.',
  enforcedBy: 'platform',
  against: ['outsider', 'contributor'],
  strength: 'strong',
  why: "Releases since June and July 2026 compare what they fetch with the fork's repository, `refs/pull/N/…` and the commits of the event, unless `allow-unsafe-pr-checkout` is set.",
  evidence: [use.span],
  source: 'https://github.blog/changelog/2026-06-18-safer-pull_request_target-defaults-for-github-actions-checkout/',
});
