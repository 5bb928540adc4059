import { type Library, namedResults } from "./networks.js";

/** The SHA-256 of each network's weights and each data set's numbers, as little-endian float64 (which holds float32 exactly). */
export async function hashes(library: Library): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const [name, weights] of namedResults(library)) {
    const bytes = new DataView(new ArrayBuffer(8 * weights.length));
    weights.forEach((weight, i) => {
      bytes.setFloat64(8 * i, weight, true);
    });
    const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    found[name] = [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }
  return found;
}

/** The largest |a - b| / max(1, |b|) over all of them, by the dtype their names begin with. */
export function distances(a: Library, b: Library): Record<string, number> {
  const largest: Record<string, number> = {};
  const others = new Map(namedResults(b));
  for (const [name, weights] of namedResults(a)) {
    const other = others.get(name) ?? [];
    const dtype = name.split(" ")[0];
    largest[dtype] ??= 0;
    weights.forEach((weight, i) => {
      const distance = Math.abs(weight - other[i]) / Math.max(1, Math.abs(other[i]));
      // A NaN is a distance too: it must not slip through a comparison.
      if (!(distance <= largest[dtype])) largest[dtype] = distance;
    });
  }
  return largest;
}
