/**
 * `smolml/datasets`: real data sets, for learning and testing. Nothing of them is in `smolml` itself, and
 * bundlers leave out those that are not loaded. This entry imports nothing of the library.
 */
import * as breastCancer from "../../build/datasets/breast-cancer.js";
import * as digits from "../../build/datasets/digits.js";
import * as iris from "../../build/datasets/iris.js";
import * as wine from "../../build/datasets/wine.js";

/** A data set of classes. Plain numbers, so it serves `smolml` and `smolml/pure` alike. */
export interface RealDataset {
  /** A row of features for each sample. */
  readonly X: number[][];
  /** The class of each sample: an index into `targetNames`. */
  readonly y: number[];
  readonly featureNames: string[];
  readonly targetNames: string[];
}

/**
 * 150 flowers of three species, 50 of each: lengths and widths of sepals and petals in cm.
 * R. A. Fisher, "The use of multiple measurements in taxonomic problems", Annals of Eugenics 7 (1936);
 * measured by E. Anderson. UCI Machine Learning Repository, CC BY 4.0.
 */
export function loadIris(): RealDataset {
  return datasetOf(iris.columns, iris.values, ["setosa", "versicolor", "virginica"]);
}

/**
 * 178 wines of three cultivars: 13 chemical analyses. M. Forina and others, PARVUS.
 * UCI Machine Learning Repository, CC BY 4.0.
 */
export function loadWine(): RealDataset {
  return datasetOf(wine.columns, wine.values, ["class_0", "class_1", "class_2"]);
}

/**
 * 569 tumours, malignant or benign: 30 measurements of cell nuclei in images.
 * W. H. Wolberg, W. N. Street, O. L. Mangasarian (1995), Breast Cancer Wisconsin (Diagnostic).
 * UCI Machine Learning Repository, CC BY 4.0.
 */
export function loadBreastCancer(): RealDataset {
  return datasetOf(breastCancer.columns, breastCancer.values, ["malignant", "benign"]);
}

/**
 * 1797 handwritten digits: images of 8 by 8 pixels row by row, each from 0 to 16.
 * E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits, the test part.
 * UCI Machine Learning Repository, CC BY 4.0.
 */
export function loadDigits(): RealDataset {
  return datasetOf(digits.columns, digits.values, Array.from("0123456789"));
}

/** From what scripts/build-datasets.ts has written of a table, whose last column is the class. */
function datasetOf(header: string, text: string, targetNames: string[]): RealDataset {
  const featureNames = header.split(",").slice(0, -1);
  const columns = text.split(" ").map(numbersOf);
  const y = columns[featureNames.length];
  const X = y.map((_, row) => featureNames.map((_, i) => columns[i][row]));
  return { X, y, featureNames, targetNames };
}

const base = 91;

/** A column: its decimals, the characters of each number, and the numbers, the decimal point left out. */
function numbersOf(word: string): number[] {
  const [decimals, width] = [Number(word[0]), Number(word[1])];
  return Array.from({ length: (word.length - 2) / width }, (_, i) => {
    let whole = 0;
    for (let at = 2 + i * width, k = 0; k < width; k++) whole = whole * base + digit(word, at + k);
    return whole / 10 ** decimals;
  });
}

/** Digits are the characters from # on, but for the backslash. */
function digit(word: string, at: number): number {
  const code = word.charCodeAt(at);
  return code - 35 - (code > 92 ? 1 : 0);
}
