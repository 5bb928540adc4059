import type { DType, RealArray } from "../shape/dtype.js";
import type { Shape } from "../shape/shape.js";

/**
 * Text as NumPy prints it, with NumPy's defaults: up to 8 digits behind the point, the shortest that
 * tell the numbers apart; scientific where the range asks for it; arrays of more than 1000 elements
 * shortened to 3 at each end of an axis; lines of 75 characters.
 */
const maxDigits = 8;
const threshold = 1000;
const edgeItems = 3;
const lineWidth = 75;

export function formatArray(values: RealArray, shape: Shape, dtype: DType): string {
  if (shape.length === 0) return formatScalar(values[0], dtype);
  const shorten = values.length > threshold;
  const shown = shorten ? shownElements(values, shape) : Array.from(values);
  const format = elementFormat(shown, dtype);
  return formatAxis(values, shape, 0, 0, shorten, format, " ");
}

/** One number; whole ones keep a point, as in Python. */
function formatScalar(value: number, dtype: DType): string {
  if (!Number.isFinite(value)) return special(value);
  if (Object.is(value, -0)) return "-0.0";
  const magnitude = Math.abs(value);
  if (magnitude !== 0 && (magnitude >= 1e16 || magnitude < 1e-4)) {
    const [mantissa, exponent] = shortest(value, dtype).toExponential().split("e");
    return `${mantissa}e${paddedExponent(Number(exponent))}`;
  }
  const text = String(shortest(value, dtype));
  return text.includes(".") ? text : `${text}.0`;
}

/** The double with the fewest digits that is the same number in `dtype`. */
function shortest(value: number, dtype: DType): number {
  if (dtype === "float64") return value;
  for (let digits = 1; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}

function special(value: number): string {
  if (Number.isNaN(value)) return "nan";
  return value > 0 ? "inf" : "-inf";
}

function shownIndices(length: number, shorten: boolean): number[] {
  const all = Array.from({ length }, (_, i) => i);
  if (!shorten || length <= 2 * edgeItems) return all;
  return [...all.slice(0, edgeItems), ...all.slice(-edgeItems)];
}

function shownElements(values: RealArray, shape: Shape): number[] {
  let starts = [0];
  let size = values.length;
  for (const length of shape) {
    size /= length;
    const step = size;
    starts = starts.flatMap((start) => shownIndices(length, true).map((i) => start + i * step));
  }
  return starts.map((start) => values[start]);
}

/** One format for all elements, so that they stand in columns. */
function elementFormat(shown: readonly number[], dtype: DType): (value: number) => string {
  const finite = shown.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).filter((value) => value !== 0);
  const largest = Math.max(0, ...sizes);
  const smallest = Math.min(Number.POSITIVE_INFINITY, ...sizes);
  const scientific = largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000;
  const text = scientific ? scientificFormat(finite, dtype) : positionalFormat(finite, dtype);
  const width = Math.max(...shown.map((value) => text(value).length));
  return (value) => text(value).padStart(width);
}

function positionalFormat(finite: readonly number[], dtype: DType): (value: number) => string {
  const digits = (value: number): string => positional(value, dtype).split(".")[1];
  const behind = Math.max(0, ...finite.map((value) => digits(value).length));
  return (value) => {
    if (!Number.isFinite(value)) return special(value);
    const [whole, fraction] = positional(value, dtype).split(".");
    return `${minusOf(value)}${whole}.${fraction.padEnd(behind)}`;
  };
}

/** The shortest digits, or where they are too many those of the exact value, rounded. */
function positional(value: number, dtype: DType): string {
  const short = shortest(value, dtype);
  const text = trimZeros(short.toFixed(maxDigits));
  return Number(text) === short ? text : trimZeros(value.toFixed(maxDigits));
}

/** The sign that JavaScript leaves out. */
function minusOf(value: number): string {
  return Object.is(value, -0) ? "-" : "";
}

function trimZeros(text: string): string {
  return text.replace(/0+$/, "");
}

function scientificFormat(finite: readonly number[], dtype: DType): (value: number) => string {
  const fraction = (value: number): number => {
    const digits = shortest(value, dtype).toExponential().split("e")[0].split(".")[1] ?? "";
    return Math.min(maxDigits, digits.length);
  };
  const behind = Math.max(0, ...finite.map(fraction));
  const exponentOf = (value: number): string =>
    paddedExponent(Number(value.toExponential(behind).split("e")[1]));
  const exponentWidth = Math.max(0, ...finite.map((value) => exponentOf(value).length));
  return (value) => {
    if (!Number.isFinite(value)) return special(value);
    // NumPy fills up with the digits of the exact value here, not with zeros.
    const [mantissa] = value.toExponential(behind).split("e");
    const point = mantissa.includes(".") ? "" : ".";
    const [sign, ...digits] = exponentOf(value);
    const exponent = sign + digits.join("").padStart(exponentWidth - 1, "0");
    return `${minusOf(value)}${mantissa}${point}e${exponent}`;
  };
}

function paddedExponent(exponent: number): string {
  return `${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
}

function formatAxis(
  values: RealArray,
  shape: Shape,
  axis: number,
  start: number,
  shorten: boolean,
  format: (value: number) => string,
  indent: string,
): string {
  const length = shape[axis];
  let step = 1;
  for (let i = axis + 1; i < shape.length; i++) step *= shape[i];
  const innermost = axis === shape.length - 1;
  const parts = shownIndices(length, shorten).map((i) =>
    innermost
      ? format(values[start + i])
      : formatAxis(values, shape, axis + 1, start + i * step, shorten, format, `${indent} `),
  );
  if (parts.length < length) parts.splice(edgeItems, 0, "...");
  if (innermost) return `[${wrapLine(parts, indent)}]`;
  return `[${parts.join(`${"\n".repeat(shape.length - axis - 1)}${indent}`)}]`;
}

/** Breaks lines where NumPy does: a bracket for each axis above must still fit behind them. */
function wrapLine(parts: readonly string[], indent: string): string {
  const width = lineWidth - indent.length;
  const lines: string[] = [];
  let line = "";
  for (const part of parts) {
    if (line !== "" && indent.length + line.length + 1 + part.length > width) {
      lines.push(line.trimEnd());
      line = part;
    } else {
      line = line === "" ? part : `${line} ${part}`;
    }
  }
  lines.push(line);
  return lines.join(`\n${indent}`);
}
