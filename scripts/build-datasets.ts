/**
 * Writes data/*.csv as modules for `smolml/datasets`: build/datasets/<name>.ts, each of which holds the names
 * of the columns and, as text, the bits that src/datasets/coding makes of the numbers. The text is as good as
 * random, so zipping does not shorten it: it takes 60 KB for all four, where zipped numbers would take 87.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Interval } from "../src/datasets/coding/interval.js";
import {
  type CodedTable,
  codeTable,
  type Decimal,
  type TableForm,
} from "../src/datasets/coding/table.js";

/** How many columns before one stands what it is like: the pixel above, the mean before the worst. */
const above = { iris: 2, wine: 10, breast_cancer: 20, digits: 8 };

function moduleOf(csv: string, above: number): string {
  const [header, ...lines] = csv.trim().split("\n");
  const rows = lines.map((line) => line.split(",").map(decimalOf));
  const largest = (column: number, part: 0 | 1) =>
    Math.max(...rows.map((row) => row[column][part]));
  const columns = rows[0].map((_, i) => [largest(i, 1), largest(i, 0)] as const);
  const form: TableForm = { rows: rows.length, columns, above };
  const table: CodedTable = { names: header, form, text: textOf(form, rows) };
  return [
    'import type { CodedTable } from "../../src/datasets/coding/table.js";',
    `export const table: CodedTable = ${JSON.stringify(table)};`,
    "",
  ].join("\n");
}

function decimalOf(value: string): Decimal {
  const [whole, decimals = ""] = value.split(".");
  return [Number(whole + decimals), decimals.length];
}

/** What `bitReader` reads. */
function textOf(form: TableForm, rows: readonly (readonly Decimal[])[]): string {
  let text = "";
  const write = (digit: number): void => {
    text += String.fromCharCode(digit + (digit > 56 ? 36 : 35));
  };
  const interval = new Interval(write);
  codeTable(
    form,
    (chance, bit) => {
      interval.narrow(interval.cut(chance), bit);
      return bit;
    },
    rows,
  );
  for (let rest = 24; rest >= 0; rest -= 6) write((interval.low >>> rest) & 63);
  return text;
}

mkdirSync("build/datasets", { recursive: true });
for (const [name, columns] of Object.entries(above)) {
  const csv = readFileSync(`data/${name}.csv`, "utf8");
  writeFileSync(`build/datasets/${name.replace("_", "-")}.ts`, moduleOf(csv, columns));
}
