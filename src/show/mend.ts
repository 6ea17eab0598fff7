/** `chokepoint mend` for people: what was mended, what that closes, and what is left for a person, with instructions. */
import type { MendResult, Unmended } from '../mend/run.ts';
import type { Report } from '../reason/report.ts';
import type { RenderOptions } from './options.ts';
import { flow, heading, type Paper, paper } from './terminal/paper.ts';
import { visible, visibleLines } from './text.ts';
import { count, verb } from './words.ts';

export interface MendTelling {
  /** Was it written, or only shown? */
  readonly written: boolean;
  /** Was it asked for by name? Then everything is told; otherwise instructions are short. */
  readonly named: boolean;
}

export const showMend = (result: MendResult, telling: MendTelling, options: Pick<RenderOptions, 'width' | 'color'>): string => {
  const p = paper(options);
  const { mended, unmended, before, after, changes } = result;
  // What is asked for by name is told in full; of a plan, one line for all of a system.
  const single = telling.named ? unmended : unmended.filter(({ system }) => system === undefined);
  const elsewhere = telling.named ? [] : systemsOf(unmended);
  const lines = [
    ...heading(p, telling.written ? 'Mended' : 'Can be mended', String(mended.length)),
    ...(mended.length === 0 ? ['  Nothing here can be mended by an edit that was verified.'] : []),
    ...mended.flatMap(({ control, files, insteadOf }) => [
      ...flow(p, `${p.bold(visible(control.title))} ${p.dim(visible(control.id))}`, `  ${p.good('✓')} `),
      ...flow(p, p.dim(files.map(visible).join(', ')), '    '),
      ...(insteadOf === null ? [] : flow(p, p.dim(`in place of ${visible(insteadOf)}, which is not an edit of these files`), '    ')),
    ]),
    ...(unmended.length === 0
      ? []
      : [
          ...heading(p, 'Left for a person', String(unmended.length)),
          ...single.flatMap((one) => left(p, one, telling)),
          ...elsewhere.flatMap((line) => flow(p, line, '  · ')),
        ]),
    '',
    ...flow(p, totals(before, after, changes.size, telling.written)),
    ...(unmended.length === 0 || telling.named ? [] : flow(p, p.dim('The remedy of one in full: chokepoint explain ID, or mend --control ID'))),
  ];
  return `${lines.join('\n').trimStart()}\n`;
};

/** How many controls of each system are instructions only. */
const systemsOf = (unmended: readonly Unmended[]): readonly string[] => {
  const counts = new Map<string, number>();
  for (const { system } of unmended) if (system !== undefined) counts.set(system, (counts.get(system) ?? 0) + 1);
  return [...counts].map(
    ([system, n]) =>
      `mend edits GitHub Actions files so far: ${count(n, 'control')} of ${system} ${verb(n, 'is an instruction', 'are instructions')}.`,
  );
};

const left = (p: Paper, { control, why }: Unmended, { named }: MendTelling): readonly string[] => [
  ...flow(p, `${visible(control.title)} ${p.dim(visible(control.id))}`, '  · '),
  ...flow(p, p.dim(visible(why)), '    '),
  ...(named ? instructions(control.remedy) : []),
];

const instructions = (remedy: string): readonly string[] => visibleLines(remedy).map((line) => (line === '' ? '' : `    ${line}`));

const totals = (before: Report, after: Report, files: number, written: boolean): string => {
  const [had, has] = [before.paths.length, after.paths.length];
  if (files === 0) return `${count(had, 'attack path')} ${verb(had, 'is', 'are')} open, as before.`;
  return `${count(files, 'file')} ${written ? verb(files, 'is', 'are') : 'would be'} changed. Of ${count(had, 'attack path')}, ${has} ${written ? verb(has, 'is', 'are') : 'would be'} open; the patched files were analysed again.`;
};
