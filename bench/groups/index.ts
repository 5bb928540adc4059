import type { Group } from "../group.js";
import { eager } from "./eager.js";
import { matmul } from "./matmul.js";
import { training } from "./training.js";

export const groups: readonly Group[] = [matmul, eager, training];
