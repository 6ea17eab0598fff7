/** Which update bots have their changes merged by the repository's own workflows. */
import type { Pipeline } from '../../pipeline/model.ts';

const BOTS = ['dependabot', 'renovate'] as const;
type Bot = (typeof BOTS)[number];

/**
 * A bot, if a job merges pull requests in a run that the bot's changes start, or behind a gate that asks for the bot by name.
 * Approving alone does not count: somebody still has to merge.
 */
export const mergingBots = (workflows: Pipeline['workflows']): ReadonlySet<Bot> => {
  const found = new Set<Bot>();
  for (const workflow of workflows) {
    for (const run of workflow.runs) {
      for (const job of run.jobs) {
        for (const step of job.steps) {
          if (!step.effects.some((effect) => effect.kind === 'write' && /merges? (?:the |a )?pull request/i.test(effect.what))) continue;
          const asked = [...job.gates, ...step.gates].map((gate) => gate.statement.toLowerCase());
          for (const bot of BOTS) if (run.scenario.id.endsWith(`/${bot}`) || asked.some((text) => text.includes(bot))) found.add(bot);
        }
      }
    }
  }
  return found;
};
