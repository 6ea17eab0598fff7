import { flow } from '../terminal/paper.ts';
import { onePath } from '../terminal/paths.ts';
import { plain, visible } from '../text.ts';
import { ACTOR_WORDS, number } from '../words.ts';
import { crossing } from './crossings.ts';
import { controlRows, evidence, type Kind, prose, section, taxonomies, title } from './page.ts';

export const path: Kind = {
  ids: ({ report }) => report?.paths.map(({ id }) => id) ?? [],
  tell: (page, id) => {
    const { report, paper: p } = page;
    const found = report?.paths.find((candidate) => candidate.id === id);
    if (report === null || found === undefined) return [];
    const crossings = found.steps.flatMap((step, index) => (step.crossing === null ? [] : [`${index + 1}. ${step.crossing}`]));
    return [
      ...onePath(p, report, found, page.source),
      ...section(page, 'The attacker', prose(page, `${ACTOR_WORDS[found.actor]} (${found.actor})`)),
      ...section(page, 'Measures', prose(page, `effort ${number(found.effort)}, risk ${number(found.risk)}, fingerprint ${found.fingerprint}`)),
      ...section(
        page,
        'Crossings on the way',
        crossings.flatMap((text) => flow(p, p.accent(visible(text)), '  ')),
      ),
      ...section(page, 'Controls that cut it', controlRows(page, found.controls)),
      ...section(
        page,
        'Known as',
        taxonomies(
          page,
          found.steps.flatMap((step) => [...step.technique, ...step.cicdSec, ...step.cwe]),
        ),
      ),
    ];
  },
};

/** A transition that is no crossing of its own: from the graph, where the report has one. */
export const transition: Kind = {
  ids: ({ report }) => report?.graph?.transitions.map(({ id }) => id) ?? [],
  tell: (page, id) => {
    const found = page.report?.graph?.transitions.find((candidate) => candidate.id === id);
    if (found === undefined) return [];
    if (found.crossing !== undefined && found.crossing !== id && crossing.ids(page).includes(found.crossing))
      return crossing.tell(page, found.crossing);
    const labels = new Map(page.report?.graph?.states.map(({ id: state, label }) => [state, label]));
    return [
      ...title(page, 'Transition', found.statement, id),
      ...section(
        page,
        'Needs all of',
        found.needs.flatMap((need) => flow(page.paper, plain(labels.get(need) ?? need), '  - ')),
      ),
      ...section(page, 'Gives', prose(page, labels.get(found.gives) ?? found.gives)),
      ...section(
        page,
        'Guarantees',
        found.guarantees.flatMap((guarantee) => prose(page, `${guarantee.statement} (${guarantee.strength}: ${guarantee.why})`)),
      ),
      ...section(page, 'Controls that block it', controlRows(page, found.controls)),
      ...section(page, 'Evidence', evidence(page, found.evidence)),
    ];
  },
};
