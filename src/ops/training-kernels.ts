import { packed } from "../array/node.js";
import { trainingPack } from "../backends/packs/training.js";

export const trainingKernels = packed(trainingPack);
