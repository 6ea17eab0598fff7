import type { Gap } from '../../pipeline/model.ts';

/** Gaps as they are found, each once: a script runs in many scenarios. */
export const gapList = () => {
  const gaps = new Map<string, Gap>();
  return {
    add: (gap: Gap): void => {
      const key = JSON.stringify([gap.reason, gap.file, gap.detail, gap.evidence]);
      if (!gaps.has(key)) gaps.set(key, gap);
    },
    all: (): readonly Gap[] => [...gaps.values()],
  };
};
