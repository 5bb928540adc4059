import { type Curve, type PlotSize, rangeOf } from "./curve.js";

const marks = ["•", "×"];

/** Curves in `width` by `height` characters, with the range of their values beside them. */
export function plotText(curves: readonly Curve[], size: PlotSize = {}): string {
  const { width = 60, height = 12 } = size;
  const [low, high] = rangeOf(curves, typeof size === "object" ? { ...size, width, height } : size);
  const rows = Array.from({ length: height }, () => new Array<string>(width).fill(" "));
  curves.forEach(({ values }, which) => {
    for (let column = 0; column < width; column++) {
      const value = valueAt(values, (column * (values.length - 1)) / Math.max(1, width - 1));
      if (!Number.isFinite(value)) continue;
      rows[Math.round(((high - value) / (high - low)) * (height - 1))][column] = marks[which];
    }
  });
  const labels = [high.toPrecision(4), low.toPrecision(4)];
  const margin = Math.max(...labels.map((label) => label.length));
  const lines = rows.map((row, i) => {
    const label = i === 0 ? labels[0] : i === height - 1 ? labels[1] : "";
    return `${label.padStart(margin)} ┤${row.join("").trimEnd()}`;
  });
  const epochs = `epochs 1 to ${curves[0].values.length}`;
  const legend = curves.map(({ name }, i) => `${marks[i]} ${name}`).join("   ");
  return [...lines, `${" ".repeat(margin + 2)}${legend}   ${epochs}`].join("\n");
}

/** Between two epochs, the straight line from one to the other. */
function valueAt(values: readonly number[], position: number): number {
  const before = Math.floor(position);
  const share = position - before;
  return share === 0 ? values[before] : values[before] * (1 - share) + values[before + 1] * share;
}
