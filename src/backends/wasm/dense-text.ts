/** Words of two characters begin with one of those behind this one: `}` and `~`. */
const lastSingle = 124;

/**
 * The bytes that `text` stands for. `words` holds a word of one or two characters for each byte value,
 * one after the other; scripts/dense-text.ts says why.
 */
export function decodeDenseText(text: string, words: string): Uint8Array<ArrayBuffer> {
  const byteOf = byWord(codesOf(words));
  // Decoded in place: bytes never outrun the characters they come from.
  const bytes = codesOf(text);
  const { length } = bytes;
  let count = 0;
  for (let i = 0; i < length; i++) {
    let word = bytes[i];
    if (word > lastSingle) word = ((word - lastSingle) << 7) | bytes[++i];
    bytes[count++] = byteOf[word];
  }
  return bytes.subarray(0, count);
}

function byWord(codes: Uint8Array): Uint8Array {
  const byteOf = new Uint8Array(3 << 7);
  let byte = 0;
  for (let i = 0; i < codes.length; i++) {
    let word = codes[i];
    if (word > lastSingle) word = ((word - lastSingle) << 7) | codes[++i];
    byteOf[word] = byte++;
  }
  return byteOf;
}

/** All at once: start-up is cold code, in which reading characters one by one takes a millisecond. */
function codesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
