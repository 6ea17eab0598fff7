/**
 * A short name for a long text, the same everywhere and without waiting for a platform's cryptography.
 * Two 32-bit FNV-1a sums over UTF-16 units with different seeds, each mixed at the end (the finalizer of MurmurHash3): for telling apart, not for security.
 */
export const shortHash = (text: string): string => {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
    b ^= b >>> 13;
  }
  return (hex(mix(a)) + hex(mix(b))).slice(0, 10);
};

const mix = (value: number): number => {
  let h = value ^ (value >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
};

const hex = (value: number): string => value.toString(16).padStart(8, '0');
