/** What JSON takes for a number; other ways to write one, like .5, it refuses. */
const number = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

const small = /^(1?\d|2[0-5])$/;

/**
 * The JSON of a data set of data/: `X`, `y` and `featureNames`, as src/datasets/real.ts reads them. `csv` has a
 * header, then rows of numbers, of which the last is the class. The numbers stay as they are written, so
 * that reading the JSON gives the doubles that reading the CSV gives; where all features are integers from 0 to
 * 25, each row of X is a text, a letter a number.
 */
export function datasetJson(csv: string): string {
  const [header, ...lines] = csv.trim().split("\n");
  const names = header.split(",");
  const rows = lines.map((line, i) => fieldsOf(line, names, i + 2));
  const features = rows.map((fields) => fields.slice(0, -1));
  const asLetters = features.every((row) => row.every((field) => small.test(field)));
  const X = features.map((row) => (asLetters ? JSON.stringify(lettersOf(row)) : `[${row}]`));
  const classes = rows.map((fields) => fields.at(-1));
  const featureNames = JSON.stringify(names.slice(0, -1));
  return `{"X":[${X}],"y":[${classes}],"featureNames":${featureNames}}`;
}

/** 0 to 25 as the letters of the alphabet: images take half of what their numbers do. */
function lettersOf(row: readonly string[]): string {
  return row.map((field) => String.fromCharCode(97 + Number(field))).join("");
}

function fieldsOf(line: string, names: readonly string[], lineNumber: number): string[] {
  const fields = line.split(",");
  if (fields.length !== names.length) {
    throw new Error(
      `datasetJson: line ${lineNumber} has ${fields.length} fields, the header ${names.length}`,
    );
  }
  const wrong = fields.findIndex((field) => !number.test(field));
  if (wrong < 0) return fields;
  throw new Error(
    `datasetJson: ${names[wrong]} in line ${lineNumber} must be a number, got "${fields[wrong]}"`,
  );
}
