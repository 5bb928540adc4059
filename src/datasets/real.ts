/**
 * `smolml/datasets`: real data sets, for learning and testing. Nothing of them is in `smolml` itself, and
 * bundlers leave out those that are not loaded. This entry imports nothing of the library.
 */
import { json as breastCancer } from "../../build/datasets/breast-cancer.js";
import { json as digits } from "../../build/datasets/digits.js";
import { json as iris } from "../../build/datasets/iris.js";
import { json as wine } from "../../build/datasets/wine.js";

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
  return datasetOf(iris, ["setosa", "versicolor", "virginica"]);
}

/**
 * 178 wines of three cultivars: 13 chemical analyses. M. Forina and others, PARVUS.
 * UCI Machine Learning Repository, CC BY 4.0.
 */
export function loadWine(): RealDataset {
  return datasetOf(wine, ["class_0", "class_1", "class_2"]);
}

/**
 * 569 tumours, malignant or benign: 30 measurements of cell nuclei in images.
 * W. H. Wolberg, W. N. Street, O. L. Mangasarian (1995), Breast Cancer Wisconsin (Diagnostic).
 * UCI Machine Learning Repository, CC BY 4.0.
 */
export function loadBreastCancer(): RealDataset {
  return datasetOf(breastCancer, ["malignant", "benign"]);
}

/**
 * 1797 handwritten digits: images of 8 by 8 pixels row by row, each from 0 to 16.
 * E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits, the test part.
 * UCI Machine Learning Repository, CC BY 4.0.
 */
export function loadDigits(): RealDataset {
  return datasetOf(digits, Array.from("0123456789"));
}

/** A data set in its file: a row of small integers as a text, a letter a number. */
interface Written extends Omit<RealDataset, "X" | "targetNames"> {
  readonly X: (number[] | string)[];
}

function numbersOf(row: number[] | string): number[] {
  return typeof row === "string" ? Array.from(row, (letter) => letter.charCodeAt(0) - 97) : row;
}

/** From what scripts/build-datasets.ts has written: parsed at each call, so that each gives arrays of its own. */
function datasetOf(json: string, targetNames: string[]): RealDataset {
  const { X, y, featureNames }: Written = JSON.parse(json);
  return { X: X.map(numbersOf), y, featureNames, targetNames };
}
