import type { Goal, Group, Row } from "./group.js";
import { probeColumn, type Times } from "./measure.js";

/** A measured group as text; the same in a terminal, in RESULTS.md and in the JSON file. */
export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
  readonly note: string;
  /** How many goals were measured, and the names of the rows that fall short. */
  readonly goals: number;
  readonly short: readonly string[];
}

const ours = "wasm";
const plain = "typescript";
const none = "-";

export function tableOf(group: Group, times: Times): Table {
  const measured = new Set([...times.values()].flatMap((columns) => [...columns.keys()]));
  measured.delete(probeColumn);
  const columns = [...measured];
  const compares = measured.has(ours) && measured.has(plain);
  const verdicts = group.rows.map((row) => judge(group, row, times));
  return {
    title: group.title,
    header: [
      group.unit.name,
      ...columns,
      ...(compares ? [`${ours} / ${plain}`] : []),
      ...(group.probe ? ["of the probe"] : []),
      "wanted",
    ],
    lines: group.rows.map((row, i) => {
      const seconds = (column: string) => times.get(row.name)?.get(column);
      return [
        row.name,
        ...columns.map((column) => amount(group, row, seconds(column))),
        ...(compares ? [ratio(seconds(plain), seconds(ours))] : []),
        ...(group.probe ? [ratio(seconds(probeColumn), seconds(ours))] : []),
        verdicts[i].map(({ text }) => text).join("; "),
      ];
    }),
    note: group.note ?? "",
    goals: verdicts.flat().length,
    short: group.rows.filter((_, i) => verdicts[i].some(({ met }) => !met)).map((row) => row.name),
  };
}

interface Verdict {
  readonly text: string;
  readonly met: boolean;
}

/** The goals of a row whose other side was measured too. */
function judge(group: Group, row: Row, times: Times): Verdict[] {
  const columns = times.get(row.name);
  const own = columns?.get(ours);
  if (own === undefined) return [];
  return (row.goals ?? []).flatMap((goal: Goal) => {
    const cost = (seconds: number) => group.unit.of(seconds, row.work);
    if ("times" in goal) {
      const other = columns?.get(goal.against);
      if (other === undefined) return [];
      const found = other / own;
      return [verdict(`${round(goal.times)} x ${goal.against}`, found, found >= goal.times)];
    }
    const { atMost, over } = goal;
    const base = over === undefined ? 0 : columns?.get(over);
    if (base === undefined) return [];
    const found = cost(own) - cost(base);
    const than = over === undefined ? "" : ` over ${over}`;
    return [verdict(`at most ${atMost}${than}`, found, found <= atMost)];
  });
}

function verdict(wanted: string, found: number, met: boolean): Verdict {
  // A digit more than elsewhere, so that a miss by a hair shows as one.
  return { text: `${wanted}: ${found.toPrecision(4)} ${met ? "✓" : "✗"}`, met };
}

function amount({ unit }: Group, { work }: Row, seconds: number | undefined): string {
  return seconds === undefined ? none : round(unit.of(seconds, work));
}

function ratio(over: number | undefined, under: number | undefined): string {
  return over === undefined || under === undefined ? none : round(over / under);
}

/** Three digits, or all that stand before the point. */
function round(x: number): string {
  return x >= 100 ? x.toFixed(0) : x.toPrecision(3);
}

/** Markdown with its columns aligned, so that it reads in a terminal too. */
export function markdown({ title, header, lines, note }: Table): string {
  const widths = header.map((_, c) =>
    Math.max(...[header, ...lines].map((line) => line[c].length)),
  );
  const last = header.length - 1;
  const pad = (text: string, c: number) =>
    c === 0 || c === last ? text.padEnd(widths[c]) : text.padStart(widths[c]);
  const rule = widths.map((width, c) =>
    c === 0 || c === last ? "-".repeat(width) : `${"-".repeat(width - 1)}:`,
  );
  const draw = (cells: readonly string[]) => `| ${cells.map(pad).join(" | ")} |`;
  const table = [draw(header), draw(rule), ...lines.map(draw)];
  return [`### ${title}`, "", ...table, ...(note === "" ? [] : ["", note]), ""].join("\n");
}
