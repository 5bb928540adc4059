import { readFileSync } from "node:fs";
import { NeuralNetwork } from "../index.js";
import { replaceFile } from "./replace-file.js";

/**
 * Writes `model.save()` to a file. A file that is there stays whole until the new one is on the disk,
 * whatever happens in between. Synchronous, as `save` and `train` are.
 */
export function saveFile(model: { save(): Uint8Array }, path: string | URL): void {
  replaceFile(path, model.save());
}

/** The network that `saveFile` wrote, as `NeuralNetwork.load` makes it. */
export function loadFile(path: string | URL): NeuralNetwork {
  return NeuralNetwork.load(readFileSync(path));
}
