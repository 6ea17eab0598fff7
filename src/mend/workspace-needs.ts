/** Does a step need the files of the checkout? Told only where it can be told for sure; everything else counts as needing them. */
import { get, itemsOf, parseYaml, textOf, type YamlNode } from '../source/yaml.ts';
import type { YamlMapping } from '../source/yaml-nodes.ts';

/** Reads a file of the repository itself; null when there is none. */
export type Read = (file: string) => string | null;

/**
 * Actions that do their work through the platform's API or prepare the runner, with the inputs that make them read files.
 * https://github.com/actions/github-script, https://github.com/actions/labeler, https://github.com/actions/first-interaction,
 * https://github.com/actions/add-to-project, https://github.com/actions-ecosystem/action-add-labels, https://github.com/peter-evans/create-or-update-comment,
 * https://github.com/peter-evans/find-comment, https://github.com/marocchino/sticky-pull-request-comment, https://github.com/thollander/actions-comment-pull-request,
 * https://github.com/mshick/add-pr-comment, https://github.com/actions-cool/maintain-one-comment
 */
const WITHOUT_FILES: Readonly<Record<string, readonly string[]>> = {
  'actions-cool/maintain-one-comment': [],
  'actions-ecosystem/action-add-labels': [],
  'actions-ecosystem/action-remove-labels': [],
  'actions/add-to-project': [],
  'actions/first-interaction': [],
  'actions/github-script': [],
  'actions/labeler': [],
  'marocchino/sticky-pull-request-comment': ['path'],
  'mshick/add-pr-comment': ['message-path', 'attach-path'],
  'peter-evans/create-or-update-comment': ['body-path', 'body-file'],
  'peter-evans/find-comment': [],
  'thollander/actions-comment-pull-request': ['file-path', 'filePath'],
};

/** Set up a tool; these inputs name files. https://github.com/actions/setup-node */
const SETUP = /^actions\/setup-[a-z]+$/;
const FILE_INPUT = /file|path|cache/i;

/** Commands that read no file unless one is handed to them. */
const WITHOUT_FILES_COMMANDS: ReadonlySet<string> = new Set([
  'echo',
  'printf',
  'gh',
  'exit',
  'true',
  'false',
  ':',
  'set',
  'export',
  'sleep',
  'date',
  'test',
  '[',
  '[[',
]);
const KEYWORDS: ReadonlySet<string> = new Set(['if', 'then', 'else', 'elif', 'fi', 'do', 'done', 'while', 'until', '!', 'esac']);

const MOST_NESTED = 4;

/** Why it needs them, or may, in one sentence; null where it does not. */
export const needsFiles = (step: YamlMapping, read: Read, nested = 0): string | null => {
  const line = step.span.line;
  const run = textOf(get(step, 'run'));
  if (run !== null) return scriptNeedsFiles(run, line, read);
  const uses = textOf(get(step, 'uses'));
  if (uses === null) return `What the step at line ${line} does cannot be told.`;
  if (uses.startsWith('./')) return localNeedsFiles(uses, line, read, nested);
  const name = (uses.split('@')[0] ?? '').toLowerCase();
  const inputs = get(step, 'with');
  const given = inputs?.kind === 'mapping' ? inputs.entries : [];
  if (SETUP.test(name)) return given.some((e) => FILE_INPUT.test(e.key.value)) ? `The setup at line ${line} reads files of the checkout.` : null;
  if (!Object.hasOwn(WITHOUT_FILES, name)) return `Whether the action at line ${line} needs files of the change cannot be told.`;
  const reading = WITHOUT_FILES[name] ?? [];
  if (given.some((e) => reading.includes(e.key.value))) return `The action at line ${line} is given a file.`;
  return name === 'actions/github-script' && readsInJavaScript(textOf(get(inputs, 'script')) ?? '')
    ? `The script at line ${line} loads or reads files.`
    : null;
};

const readsInJavaScript = (script: string): boolean =>
  /\b(?:require|import|exec|glob|io|fs|process\.cwd|readFile\w*|GITHUB_WORKSPACE)\b/.test(script);

/** A composite action is what its steps are; others are looked into by nobody here. */
const localNeedsFiles = (uses: string, line: number, read: Read, nested: number): string | null => {
  const folder = uses.replace(/^\.\//, '').replace(/\/+$/, '');
  const file = ['action.yml', 'action.yaml'].map((name) => `${folder}/${name}`).find((path) => read(path) !== null);
  const root: YamlNode | undefined = file === undefined ? undefined : parseYaml(read(file) ?? '', file).documents[0];
  const steps = itemsOf(get(get(root, 'runs'), 'steps'));
  if (steps.length === 0 || nested >= MOST_NESTED || folder.includes('..'))
    return `Whether the local action at line ${line} needs files of the change cannot be told.`;
  for (const step of steps) {
    const why = step.kind === 'mapping' ? needsFiles(step, read, nested + 1) : 'One of its steps is no mapping.';
    if (why !== null) return `The local action at line ${line} may need files of the change. ${why}`;
  }
  return null;
};

/** A script of the pipeline's own folder that is run by name: `bash .github/scripts/greet.sh`. */
const OWN_SCRIPT = /^(?:(?:bash|sh|node|python3?)\s+)?(?:\.\/)?(\.github\/[\w./-]+\.(?:sh|[cm]?js|py))\b([^<>]*)$/;
/** What a script does that goes looking for files. */
const LOOKS_AROUND =
  /\b(?:git|find|ls|cat|grep|glob\w*|readdir\w*|readFile\w*|walk|listdir|open|require|import|source|npm|npx|make|docker)\b|\.\/|\*/;

const scriptNeedsFiles = (script: string, line: number, read: Read): string | null => {
  const unsure = `Whether the script at line ${line} needs files of the change cannot be told.`;
  // Here-documents, substitutions of files and text over several lines are not taken apart here.
  const code = script.replaceAll(/\\\r?\n/g, ' ').replaceAll(/^[ \t]*#.*$/gm, '');
  if (/<|`|\$\((?!gh\b)/.test(code)) return unsure;
  for (const command of code.split(/\n|;|&&|\|\||\|/)) {
    let words = command.trim().replace(/^\$\(|^\w+=(?:"[^"]*"|'[^']*'|\S*)\s*/g, '');
    while (KEYWORDS.has(words.split(/\s+/)[0] ?? '')) words = words.slice((words.split(/\s+/)[0] ?? '').length).trim();
    const [name = ''] = words.split(/\s+/);
    if (name === '' || name === ')') continue;
    const own = OWN_SCRIPT.exec(words);
    if (own !== null) {
      const text = read(own[1] ?? '');
      if (text === null || LOOKS_AROUND.test(text)) return `The script ${own[1]} that line ${line} runs may need files of the change.`;
      continue;
    }
    if (!WITHOUT_FILES_COMMANDS.has(name)) return unsure;
    if (
      name === 'gh' &&
      /--(?:body|notes|input)-file\b|--input\b|\s-F\s|@|\bgh\s+(?:pr\s+(?:checkout|create)|repo|release|run\s+download|workflow)\b/.test(words)
    )
      return unsure;
  }
  return null;
};
