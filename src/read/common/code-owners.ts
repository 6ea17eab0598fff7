/** Who must be asked about a file: CODEOWNERS of GitHub and GitLab. */
import type { Repository } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import type { Span } from '../../source/span.ts';
import { lineText, sourceText, spanBetween } from '../../source/text.ts';
import { matchesOwnerPattern } from './owner-patterns.ts';
import { pipelineFiles, pipelineFilesToCome } from './pipeline-files.ts';
import type { PipelineFiles } from './reader.ts';

interface OwnerRule {
  readonly pattern: string;
  readonly owned: boolean;
  /** GitLab: rules of a section are judged apart from those of others; '' outside sections. */
  readonly section: string;
  /** GitLab: `^[Section]` asks, but does not require. */
  readonly optional: boolean;
  readonly span: Span;
}

/**
 * The platform takes the first of these.
 * GitHub: https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners#codeowners-file-location
 * GitLab: root, docs, .gitlab (https://gitlab.com/gitlab-org/gitlab/-/work_items/219916)
 */
const GITHUB_PLACES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'];
const GITLAB_PLACES = ['CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'];
/** GitHub does not load larger files. */
const MAX_BYTES = 3 * 1024 * 1024;
/** Pipeline files that are looked up; no real repository comes near. */
const MAX_PATHS = 1000;

/**
 * Are all files that define pipelines, and those that could be added, owned by somebody? Null when there is no code-owners file.
 * `others`: files that define pipelines though no platform looks at their place by itself, such as what a cluster follows.
 * The span is the rule that decides, or the file's first line. That an owner's review is required to merge is a setting.
 */
export const readPipelineOwners = (
  tree: FileTree,
  places: readonly PipelineFiles[],
  others: readonly string[] = [],
): Repository['pipelineOwners'] => {
  const gitlab = tree.files.includes('.gitlab-ci.yml') && !tree.files.some((f) => f.startsWith('.github/workflows/'));
  const file = (gitlab ? GITLAB_PLACES : GITHUB_PLACES).find((place) => tree.files.includes(place));
  const text = file === undefined ? null : tree.read(file);
  if (file === undefined || text === null || text.length > MAX_BYTES) return null;
  const rules = gitlab ? gitlabRules(text, file) : githubRules(text, file);
  const paths = [...new Set([...pipelineFilesToCome(places, tree.files), ...pipelineFiles(places, tree.files), ...others])].slice(0, MAX_PATHS);
  const start: Span = { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
  let deciding: Span | null = null;
  for (const path of paths) {
    const rule = ownerRule(rules, path);
    if (rule === null || !rule.owned) return { covered: false, span: rule?.span ?? start };
    deciding ??= rule.span;
  }
  return { covered: deciding !== null, span: deciding ?? start };
};

/** The rule that decides who owns a path; within each section the last one that matches. An owned one of any section counts first. */
const ownerRule = (rules: readonly OwnerRule[], path: string): OwnerRule | null => {
  const bySection = new Map<string, OwnerRule>();
  for (const rule of rules) if (!rule.optional && matchesOwnerPattern(rule.pattern, path)) bySection.set(rule.section, rule);
  const deciding = [...bySection.values()];
  return deciding.find((r) => r.owned) ?? deciding[0] ?? null;
};

const githubRules = (text: string, file: string): readonly OwnerRule[] =>
  lines(text, file).flatMap(({ words, span }) => {
    const [pattern, ...owners] = words;
    if (pattern === undefined || pattern.startsWith('!') || pattern.includes('[')) return []; // lines the platform skips
    return [{ pattern, owned: owners.some(isOwner), section: '', optional: false, span }];
  });

/** Sections and their default owners: https://docs.gitlab.com/user/project/codeowners/reference/#sections */
const gitlabRules = (text: string, file: string): readonly OwnerRule[] => {
  let section = '';
  let optional = false;
  let owners = false;
  return lines(text, file).flatMap(({ words, content, span }) => {
    const header = /^(\^)?\[([^\]]+)\](?:\[\d+\])?\s*(.*)$/.exec(content);
    if (header !== null) {
      section = (header[2] ?? '').toLowerCase();
      optional = header[1] !== undefined;
      owners = (header[3] ?? '').split(/\s+/).some(isOwner);
      return [];
    }
    const [pattern, ...named] = words;
    if (pattern === undefined) return [];
    const excluded = pattern.startsWith('!');
    const owned = !excluded && (named.length > 0 ? named.some(isOwner) : owners);
    return [{ pattern: excluded ? pattern.slice(1) : pattern, owned, section, optional, span }];
  });
};

const isOwner = (word: string): boolean => /^@\S+$|^[^@\s]+@[^@\s]+$/.test(word);

/** Lines with content: comments dropped, `\ ` in a pattern kept as a blank. */
const lines = (text: string, file: string) => {
  const source = sourceText(file, text);
  return source.lineStarts.flatMap((start, index) => {
    const content = lineText(source, index).trim();
    if (content === '' || content.startsWith('#')) return [];
    const words: string[] = [];
    for (const word of content.replaceAll('\\ ', '\0').split(/\s+/)) {
      if (word.startsWith('#')) break;
      words.push(word.replaceAll('\0', ' '));
    }
    const column = lineText(source, index).indexOf(content);
    return [{ words, content, span: spanBetween(source, start + column, start + column + content.length) }];
  });
};
