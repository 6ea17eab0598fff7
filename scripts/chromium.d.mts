export const FLAGS: readonly string[];
export const MISSING: string;
export const findChromium: () => string | null;
export const ensureChromium: () => string;
