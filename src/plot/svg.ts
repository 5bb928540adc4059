import { type Curve, type PlotSize, rangeOf } from "./curve.js";

/** Blue and vermilion of Okabe and Ito's palette, told apart by colour-blind eyes too. */
const colors = ["#0072b2", "#d55e00"];
const margin = { left: 64, right: 16, top: 32, bottom: 40 };

/** Curves over epochs as a picture of `width` by `height` pixels, for a file or a page. */
export function plotSVG(curves: readonly Curve[], size: PlotSize = {}): string {
  const { width = 640, height = 360 } = size;
  const [low, high] = rangeOf(curves, typeof size === "object" ? { ...size, width, height } : size);
  const epochs = curves[0].values.length;
  const [right, bottom] = [width - margin.right, height - margin.bottom];
  const x = (epoch: number): string =>
    (margin.left + ((right - margin.left) * (epoch - 1)) / Math.max(1, epochs - 1)).toFixed(1);
  const y = (value: number): string =>
    (bottom - ((bottom - margin.top) * (value - low)) / (high - low)).toFixed(1);
  const text = (at: string, anchor: string, content: string): string =>
    `<text ${at} text-anchor="${anchor}">${content}</text>`;
  const grid = ticks(low, high).flatMap((value) => [
    `<path d="M${margin.left} ${y(value)}H${right}" stroke="#ddd"/>`,
    text(`x="${margin.left - 8}" y="${y(value)}" dy=".3em"`, "end", String(value)),
  ]);
  const axis = ticks(1, Math.max(2, epochs))
    .filter((epoch) => Number.isInteger(epoch) && epoch <= epochs)
    .map((epoch) => text(`x="${x(epoch)}" y="${bottom + 18}"`, "middle", String(epoch)));
  const lines = curves.flatMap(({ name, values }, i) => [
    `<path d="${path(values, x, y)}" fill="none" stroke="${colors[i]}" stroke-width="2"/>`,
    text(`x="${margin.left + 110 * i}" y="20" fill="${colors[i]}"`, "start", name),
  ]);
  const label = `${curves.map(({ name }) => name).join(" and ")} over ${epochs} epochs`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${label}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="#444">`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...grid,
    ...axis,
    text(`x="${right}" y="${bottom + 34}"`, "end", "epoch"),
    ...lines,
    "</svg>",
  ].join("\n");
}

/** Broken where a value is not finite. */
function path(
  values: readonly number[],
  x: (epoch: number) => string,
  y: (value: number) => string,
): string {
  const drawn = (i: number): boolean => Number.isFinite(values[i]);
  return values
    .map((value, i) => (drawn(i) ? `${drawn(i - 1) ? "L" : "M"}${x(i + 1)} ${y(value)}` : ""))
    .join("");
}

/** About five round numbers within [low, high]. */
function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  const count = Math.floor(high / step) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(6)));
}
