export const REMEDIES: Readonly<Record<string, string>> = {};
