/** Trains the examples and compares the two cores on them, each from the same seed: `npm start`. */
import { type BackendName, type NeuralNetwork, setBackend } from "smolml";
import { digits } from "./digits.js";
import { iris } from "./iris.js";
import { moons } from "./moons.js";
import { xor } from "./xor.js";

interface Example {
  readonly network: NeuralNetwork;
  /** The loss of each epoch. */
  train(verbose: boolean): number[];
  accuracy(): number;
}

/** What a trained example has come to on one core. */
interface Outcome {
  readonly loss: number;
  readonly weights: readonly number[];
  readonly microsecondsPerStep: number;
}

const examples = [
  { title: "Exclusive or", example: xor, tested: "its four rows" },
  { title: "Two moons", example: moons, tested: "held-back rows" },
  { title: "Iris", example: iris, tested: "held-back rows" },
  { title: "Handwritten digits", example: digits, tested: "held-back rows" },
];

/** Long enough for the engine to compile what is hot; the best run counts, so the first ones do not. */
const measuredMilliseconds = 400;
const fewestRuns = 2;

for (const { title, example, tested } of examples) {
  console.log(`\n${title}`);
  show(example(), tested);
  compare(measure("wasm", example), measure("typescript", example));
}

function show({ network, train, accuracy }: Example, tested: string): void {
  console.log(String(network));
  const losses = train(true);
  const share = (100 * accuracy()).toFixed(1);
  console.log(`Final loss ${losses.at(-1)?.toPrecision(4)}, accuracy on ${tested} ${share} %`);
}

/** Trains the example anew, again and again: same seed, same result, the shortest time. */
function measure(core: BackendName, example: () => Example): Outcome {
  setBackend(core);
  let microsecondsPerStep = Number.POSITIVE_INFINITY;
  const end = performance.now() + measuredMilliseconds;
  for (let run = 1; ; run++) {
    const { network, train } = example();
    const start = performance.now();
    const losses = train(false);
    const microseconds = 1000 * (performance.now() - start);
    microsecondsPerStep = Math.min(
      microsecondsPerStep,
      microseconds / network.optimizer.iterations,
    );
    if (run < fewestRuns || performance.now() < end) continue;
    const weights = network.parameters().flatMap((array) => Array.from(array.toTypedArray()));
    return { loss: losses[losses.length - 1], weights, microsecondsPerStep };
  }
}

function compare(wasm: Outcome, typescript: Outcome): void {
  const ratio = typescript.microsecondsPerStep / wasm.microsecondsPerStep;
  const gaps = wasm.weights.map((weight, i) => Math.abs(weight - typescript.weights[i]));
  const widest = gaps.reduce((a, b) => Math.max(a, b));
  console.log(
    `A step takes ${wasm.microsecondsPerStep.toFixed(1)} µs on the WASM core and ` +
      `${typescript.microsecondsPerStep.toFixed(1)} µs on the TypeScript core: ${ratio.toFixed(1)} times as long`,
  );
  console.log(
    `The two differ by ${Math.abs(wasm.loss - typescript.loss).toExponential(1)} in the final loss ` +
      `and by at most ${widest.toExponential(1)} in a weight`,
  );
}
