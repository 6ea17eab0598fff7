/** Bytes to text, as strictly as configuration needs it: UTF-8, or UTF-16 when a byte order mark says so. */
export type Decoded = { readonly text: string } | { readonly text: null; readonly problem: string };

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** The byte order mark is stripped. Anything else that is no valid UTF-8 is a problem, with what to do about it. */
export const decodeText = (bytes: Uint8Array): Decoded => {
  const [first, second] = bytes;
  if (first !== undefined && looksLikeUtf16(bytes))
    return { text: null, problem: 'UTF-16 without a byte order mark, or binary, so it is left out; save the file as UTF-8' };
  const utf16 = first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  try {
    return { text: (utf16 === null ? UTF8 : new TextDecoder(utf16, { fatal: true })).decode(bytes) };
  } catch {
    const what = utf16 ?? (bytes.subarray(0, 64).includes(0) ? 'UTF-8 (perhaps UTF-16 without a byte order mark, or binary)' : 'UTF-8');
    return { text: null, problem: `no valid ${what}, so it is left out; save the file as UTF-8` };
  }
};

const SAMPLE = 64;

/** Plain text in UTF-16 is valid UTF-8 too, with a NUL beside every character. */
const looksLikeUtf16 = (bytes: Uint8Array): boolean => {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) return false;
  const sample = bytes.subarray(0, SAMPLE);
  return sample.length >= 4 && sample.reduce((zeros, byte) => zeros + Number(byte === 0), 0) * 3 >= sample.length;
};
