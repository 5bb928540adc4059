/**
 * Run as a process of its own: trains from the file of a model (a new one without it) up to an epoch,
 * writes the file anew, and prints the weights as JSON. Arguments: core, dtype, file, epochs.
 */
import { existsSync } from "node:fs";
import { type BackendName, type DType, setBackend, setDefaultDtype } from "../../src/index.js";
import { loadFile, saveFile } from "../../src/node/index.js";
import { data, numbersOf, options, statefulModel } from "./models.js";

const [core, dtype, file, epochs] = process.argv.slice(2);
setBackend(core as BackendName);
setDefaultDtype(dtype as DType);

const { X, y } = data();
const model = existsSync(file) ? loadFile(file) : statefulModel();
model.train(X, y, { ...options, epochs: Number(epochs), initialEpoch: model.epoch });
saveFile(model, file);
console.log(JSON.stringify(numbersOf(model)));
