/** Printable characters that a JavaScript string holds as they are. */
const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
  (character) => !['"', "\\"].includes(character),
);
/** They begin the words of two characters. */
const prefixes = characters.splice(-2);

/**
 * A word for each byte value, one after the other: the most frequent of `bytes` get one character, the
 * others two. The text is hardly longer than the bytes and, because equal bytes stay equal characters,
 * gzip makes as little of it: three quarters of what hexadecimal or base64 text take. Read by
 * src/backends/wasm/dense-text.ts.
 */
export function wordsFor(bytes: Uint8Array): string[] {
  const counts = new Uint32Array(256);
  for (const byte of bytes) counts[byte]++;
  const byFrequency = [...counts.keys()].sort((a, b) => counts[b] - counts[a]);
  const pairs = prefixes.flatMap((prefix) => characters.map((character) => prefix + character));
  const codes = [...characters, ...pairs];
  const words: string[] = [];
  for (const [rank, byte] of byFrequency.entries()) words[byte] = codes[rank];
  return words;
}

export function encode(bytes: Uint8Array, words: readonly string[]): string {
  return Array.from(bytes, (byte) => words[byte]).join("");
}
