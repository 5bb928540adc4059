import { BitModel } from "./bit-model.js";

/** What is known of a table before its numbers. */
export interface TableForm {
  readonly rows: number;
  /** Of each column the most decimals, and the largest number with its point left out. The last is the class. */
  readonly columns: readonly (readonly [decimals: number, largest: number])[];
  /** How many columns before a number stands what lies above it in a picture, or what is like it. */
  readonly above: number;
}

/** A table as scripts/build-datasets.ts writes it. */
export interface CodedTable {
  /** The names of the columns, with commas between. */
  readonly names: string;
  readonly form: TableForm;
  /** The bits of the numbers. */
  readonly text: string;
}

/** A number with its point left out, and how many decimals stood behind the point. */
export type Decimal = readonly [digits: number, decimals: number];

/** Reads or writes a bit whose chance of being 1 is given; who writes is told what it is. */
export type CodeBit = (chance: number, bit: number) => number;

/** How finely a number's neighbours are looked at. */
const levels = 4;

/**
 * Goes through a table bit by bit: row by row, the class first, of each number how many decimals it has and
 * then its digits, highest bit first. They are foretold from the class, and from the numbers to the left
 * and above. Returns the rows; `known` are the rows for who writes them.
 */
export function codeTable(
  { rows, columns, above }: TableForm,
  code: CodeBit,
  known?: readonly (readonly Decimal[])[],
): Decimal[][] {
  const model = new BitModel();
  const features = columns.slice(0, -1);
  const [, largestLabel] = columns[features.length];
  return Array.from({ length: rows }, (_, row) => {
    const given = known?.[row];
    const label = codeNumber(model, code, largestLabel, [0], given?.[features.length][0]);
    const seen: number[] = [];
    const decimals = features.map(([most, largest], i): Decimal => {
      const [left, up] = [seen[i - 1] ?? 0, seen[i - above] ?? 0];
      const around = [mix(i, label, 1), mix(i, left, 2), mix(i, up, 3), mix(left, up, 4)];
      const places = codeNumber(model, code, most, around, given?.[i][1]);
      for (let k = 0; k < around.length; k++) around[k] = mix(around[k], places, 5);
      const digits = codeNumber(model, code, largest, around, given?.[i][0]);
      seen.push((most - places) * (levels + 1) + Math.ceil((digits * levels) / (largest || 1)));
      return [digits, places];
    });
    return [...decimals, [label, 0]];
  });
}

/** Of a number between 0 and `largest`, which `known` is for who writes it. */
function codeNumber(
  model: BitModel,
  code: CodeBit,
  largest: number,
  contexts: readonly number[],
  known = 0,
): number {
  let node = 1;
  const bits = 32 - Math.clz32(largest);
  for (let i = bits - 1; i >= 0; i--) {
    const bit = code(model.chance(contexts, node), (known >>> i) & 1);
    model.learn(bit, contexts, node);
    node = 2 * node + bit;
  }
  return node - (1 << bits);
}

/** One integer of three, by multiplicative hashing (D. Knuth, The Art of Computer Programming, 6.4). */
function mix(a: number, b: number, c: number): number {
  const product = Math.imul(961 * a + 31 * b + c, 0x9e3779b1);
  return product ^ (product >>> 15);
}
