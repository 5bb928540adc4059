/**
 * Learns the three examples here and by PyTorch, from the same weights in float32, prints their curves and
 * a table of the losses, as docs/comparison.md holds them, and writes a picture of each pair of curves into build/compare. PYTHON names a Python that has
 * torch (default python3).
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { type MLArray, manualSeed, type NeuralNetwork } from "../../src/index.js";
import { plotSVG } from "../../src/plot/svg.js";
import { plotText } from "../../src/plot/text.js";
import { networkFor, type Problem, problems } from "./problems.js";

const python = process.env.PYTHON ?? "python3";
const script = new URL("torch_losses.py", import.meta.url).pathname;
const folder = "build/compare";

interface Answer {
  readonly version: string;
  readonly losses: readonly number[];
}

function learnByTorch({ X, y, ...problem }: Problem, network: NeuralNetwork): Answer {
  const flat = network.parameters().map((parameter: MLArray) => parameter.toList());
  const parameters = flat.flatMap((weights, i) => (i % 2 === 0 ? [[weights, flat[i + 1]]] : []));
  const { epsilon } = network.optimizer as { epsilon?: number };
  const input = { ...problem, X: X.toList(), y: y.toList(), parameters, epsilon };
  const { stdout, stderr, status, error } = spawnSync(python, [script], {
    input: JSON.stringify(input),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`${python} ${script}: ${error?.message ?? stderr}`);
  return JSON.parse(stdout);
}

function tableOf(ours: readonly number[], theirs: readonly number[]): string {
  const epochs = ours.map((_, i) => i + 1).filter((epoch) => epoch === 1 || epoch % 10 === 0);
  const rows = epochs.map((epoch) => {
    const [a, b] = [ours[epoch - 1], theirs[epoch - 1]];
    const difference = a === b ? "0" : Math.abs(a - b).toExponential(0);
    return `| ${epoch} | ${a.toFixed(7)} | ${b.toFixed(7)} | ${difference} |`;
  });
  return ["| epoch | smolml | PyTorch | difference |", "|---|---|---|---|", ...rows].join("\n");
}

mkdirSync(folder, { recursive: true });
for (const problem of problems()) {
  manualSeed(42);
  const network = networkFor(problem);
  const { version, losses } = learnByTorch(problem, network);
  const { X, y, epochs, name } = problem;
  const ours = network.train(X, y, { epochs, verbose: false });
  const curves = [
    { name: "smolml", values: ours },
    { name: "PyTorch", values: losses },
  ];
  console.log(`## ${name}, by PyTorch ${version}\n`);
  console.log(`\`\`\`text\n${plotText(curves, { width: 50, height: 8 })}\n\`\`\`\n`);
  console.log(`${tableOf(ours, losses)}\n`);
  writeFileSync(`${folder}/${name}.svg`, plotSVG(curves));
}
