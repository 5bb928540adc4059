/** How many weights there are; contexts that fall on the same ones disturb each other, which costs a few bits. */
const size = 1 << 18;
const learningRate = 0.25;
const epsilon = 0.1;
/** A chance is an integer: of so many cases, those in which the bit is 1. */
export const cases = 1 << 16;
/** No bit is held for impossible. */
const fewest = 16;

/**
 * Foretells bits: a logistic regression whose inputs are the contexts that a bit stands in, trained on each bit
 * by AdaGrad (J. Duchi, E. Hazan, Y. Singer, "Adaptive subgradient methods for online learning and
 * stochastic optimization", JMLR 12, 2011) as soon as it is known.
 *
 * Whoever writes and whoever reads must foretell the same, whatever the engine: so all is made of + - * / and
 * square roots, which IEEE 754 defines to the last bit.
 */
export class BitModel {
  /** Of each context and node the weight, and the sum of its squared gradients. */
  private readonly weights = new Float64Array(size);
  private readonly squares = new Float64Array(size);
  private probability = 0;

  /** How likely the bit is 1 at `node`, the place within its number, in `contexts`: any integers. */
  chance(contexts: readonly number[], node: number): number {
    let sum = 0;
    for (let k = 0; k < contexts.length; k++) sum += this.weights[placeOf(contexts[k], node)];
    this.probability = logistic(sum);
    return fewest + Math.floor(this.probability * (cases - 2 * fewest));
  }

  /** Learns what the bit was that `chance` was asked about. */
  learn(bit: number, contexts: readonly number[], node: number): void {
    const gradient = this.probability - bit;
    for (let k = 0; k < contexts.length; k++) {
      const place = placeOf(contexts[k], node);
      this.squares[place] += gradient * gradient;
      const scale = Math.sqrt(this.squares[place] + epsilon);
      this.weights[place] -= (learningRate * gradient) / scale;
    }
  }
}

function placeOf(context: number, node: number): number {
  return (context + node) & (size - 1);
}

/** 1 / (1 + exp(-x)), the exponential as a power of 1 - x / 1024: that of the engines differs in its last bit. */
function logistic(x: number): number {
  let power = 1 - x / 1024;
  for (let i = 0; i < 10; i++) power *= power;
  return 1 / (1 + power);
}
