/** `smolml/node`: networks in files. */
export { loadFile, saveFile } from "./model-files.js";
