/** As in ECMAScript 2026; absent from older engines and from TypeScript's ES2022 library. */
interface HexDecoder {
  fromHex?(text: string): Uint8Array<ArrayBuffer>;
}

/** The bytes that `text`, two lower-case digits each, stands for. */
export function decodeHexadecimal(text: string): Uint8Array<ArrayBuffer> {
  const { fromHex } = Uint8Array as HexDecoder;
  if (fromHex) return fromHex.call(Uint8Array, text);
  const bytes = new Uint8Array(text.length / 2);
  for (let i = 0; i < bytes.length; i++) {
    bytes[i] = (digitAt(text, 2 * i) << 4) | digitAt(text, 2 * i + 1);
  }
  return bytes;
}

function digitAt(text: string, i: number): number {
  const code = text.charCodeAt(i);
  return code < 58 ? code - 48 : code - 87;
}
