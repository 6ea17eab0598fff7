/** Bytes to text, as strictly as configuration needs it: UTF-8, or UTF-16 when a byte order mark says so. */
export type Decoded = { readonly text: string } | { readonly text: null; readonly problem: string };

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The byte order mark is stripped. Anything else that is no valid UTF-8 is a problem, with what to do about it. */
export const decodeText = (bytes: Uint8Array): Decoded => {
  const [first, second] = bytes;
  const utf16 = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  try {
    return { text: (utf16 === null ? UTF8 : new TextDecoder(utf16, { fatal: true })).decode(bytes) };
  } catch {
    const what = utf16 ?? (bytes.subarray(0, 64).includes(0) ? 'UTF-8 (perhaps UTF-16 without a byte order mark, or binary)' : 'UTF-8');
    return { text: null, problem: `no valid ${what}, so it is left out; save the file as UTF-8` };
  }
};
