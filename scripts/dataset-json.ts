/** What JSON takes for a number; other ways to write one, like .5, it refuses. */
const number = /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i;

/**
 * The JSON of a data set of data/: `X`, `y` and `featureNames`, as src/datasets/real.ts reads them. `csv` has a
 * header, then rows of numbers, of which the last is the class. The numbers stay as they are written, so
 * that reading the JSON gives the doubles that reading the CSV gives.
 */
export function datasetJson(csv: string): string {
  const [header, ...lines] = csv.trim().split("\n");
  const names = header.split(",");
  const rows = lines.map((line, i) => fieldsOf(line, names, i + 2));
  const features = rows.map((fields) => `[${fields.slice(0, -1)}]`);
  const classes = rows.map((fields) => fields.at(-1));
  const featureNames = JSON.stringify(names.slice(0, -1));
  return `{"X":[${features}],"y":[${classes}],"featureNames":${featureNames}}`;
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
