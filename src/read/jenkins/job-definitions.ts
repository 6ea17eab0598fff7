/**
 * Files that set up jobs and Jenkins itself: seeds of Job DSL, Configuration as Code. They hold the answers to what is asked here, and are not read: each is a gap.
 * https://plugins.jenkins.io/job-dsl/, https://plugins.jenkins.io/configuration-as-code/ (read November 2026)
 */
import type { Gap } from '../../pipeline/model.ts';
import type { FileTree } from '../../source/files.ts';
import { sourceText, spanBetween } from '../../source/text.ts';
import { OTHERS } from './places.ts';

const SEED = /^[^\S\n]*(?:multibranchPipelineJob|organizationFolder|pipelineJob|freeStyleJob|matrixJob|mavenJob|job)[^\S\n]*\(?[^\S\n]*["'][^\n]*\{/m;
const CASC = /^(?:jenkins|unclassified|jobs|credentials):[^\S\n]*$/m;
/** Words of an own block of Configuration as Code: other YAML has a key `jenkins` too. */
const CASC_ONLY = /^[^\S\n]+(?:numExecutors|securityRealm|authorizationStrategy|globalLibraries|systemMessage|- script)\b/m;

/** One for each file that defines jobs, at the line where it begins to. */
export const jobDefinitions = (tree: FileTree): readonly Gap[] =>
  tree.files.flatMap((file): readonly Gap[] => {
    if (!OTHERS.test(file)) return [];
    const text = tree.read(file);
    if (text === null || text.length > 1_000_000) return [];
    const isSeed = file.endsWith('.groovy');
    const found = isSeed ? SEED.exec(text) : CASC_ONLY.test(text) ? CASC.exec(text) : null;
    if (found === null) return [];
    const start = found.index + (/^\s*/.exec(found[0])?.[0].length ?? 0);
    return [
      {
        file,
        reason: 'job definitions not read',
        detail: isSeed
          ? 'Job DSL sets up jobs here: which Jenkinsfile each runs, which branches and forks it builds, whom it trusts. Read it, and answer the questions about them.'
          : 'Configuration as Code sets up Jenkins here: executors of the controller, who may do what, libraries, credentials. Read it, and answer the questions about them.',
        evidence: [spanBetween(sourceText(file, text), start, found.index + Math.min(found[0].length, 120))],
      },
    ];
  });
