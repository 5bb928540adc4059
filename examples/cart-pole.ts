/** A pole on a cart, kept upright by pushes from the left or the right: policy gradients, in a loop of one's own. */
import {
  Adam,
  DenseLayer,
  MLArray,
  manualSeed,
  NeuralNetwork,
  noGrad,
  sparseSoftmaxCrossEntropy,
  tanh,
  uniform,
} from "smolml";

/** Position, speed, angle of the pole from upright (radians), and its speed. */
type State = readonly [x: number, v: number, angle: number, w: number];

/** 0.02 s later. Barto, Sutton and Anderson, 1983; sizes and limits of Gym's CartPole-v0. */
function next([x, v, angle, w]: State, pushesRight: boolean): State {
  const [gravity, mass, poleMass, half, force, seconds] = [9.8, 1.1, 0.1, 0.5, 10, 0.02];
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const push = ((pushesRight ? force : -force) + poleMass * half * w * w * sin) / mass;
  const turn = (gravity * sin - cos * push) / (half * (4 / 3 - (poleMass * cos * cos) / mass));
  const slide = push - (poleMass * half * turn * cos) / mass;
  return [x + seconds * v, v + seconds * slide, angle + seconds * w, w + seconds * turn];
}

function hasFallen([x, , angle]: State): boolean {
  return Math.abs(x) > 2.4 || Math.abs(angle) > (12 * Math.PI) / 180;
}

const longest = 200;
/** Episodes played side by side, from which one step is learnt. */
const together = 10;
/** What a step later is worth less. */
const discount = 0.99;

/** One try, from nearly upright on: its states, and whether each push was from the left. */
interface Episode {
  readonly states: State[];
  readonly pushes: number[];
}

export function cartPole(seed = 42) {
  manualSeed(seed);
  const network = new NeuralNetwork({
    layers: [
      new DenseLayer({ inputSize: 4, outputSize: 32, activationFunction: tanh }),
      new DenseLayer({ outputSize: 2 }),
    ],
    lossFunction: sparseSoftmaxCrossEntropy,
    optimizer: new Adam({ learningRate: 0.02 }),
  });

  /** Pushes are drawn by the probabilities that the network gives. */
  function play(): Episode[] {
    const first = uniform([together, 4], { low: -0.05, high: 0.05 }).toList() as number[][];
    const episodes = first.map((): Episode => ({ states: [], pushes: [] }));
    let going = first.map((state, i) => ({
      state: state as unknown as State,
      episode: episodes[i] as Episode,
    }));
    for (let t = 0; t < longest && going.length > 0; t++) {
      const states = new MLArray(going.map(({ state }) => [...state]));
      const shares = noGrad(() => network.forward(states).softmax()).toTypedArray();
      const drawn = uniform([going.length]).toTypedArray();
      going = going.flatMap(({ state, episode }, i) => {
        const push = Number((drawn[i] as number) < (shares[2 * i + 1] as number));
        episode.states.push(state);
        episode.pushes.push(push);
        const after = next(state, push === 1);
        return hasFallen(after) ? [] : [{ state: after, episode }];
      });
    }
    return episodes;
  }

  /** Williams, 1992: what came before more steps than usual is to become likelier, the rest less likely. */
  function learn(episodes: readonly Episode[]): void {
    const returns = episodes.map(({ pushes }) => {
      const steps = pushes.length;
      return pushes.map((_, t) => (1 - discount ** (steps - t)) / (1 - discount));
    });
    // As usual: at that time, over all episodes, those that have ended counting as 0.
    const usual = Array.from({ length: longest }, (_, t) => {
      return returns.reduce((sum, each) => sum + (each[t] ?? 0), 0) / returns.length;
    });
    const advantages = returns.flatMap((each) =>
      each.map((value, t) => value - (usual[t] as number)),
    );
    const states = new MLArray(episodes.flatMap((each) => each.states.map((state) => [...state])));
    const pushes = new MLArray(
      episodes.flatMap((each) => each.pushes),
      { requiresGrad: false },
    );
    const losses = sparseSoftmaxCrossEntropy(network.forward(states), pushes, {
      reduction: "none",
    });
    const weights = new MLArray(advantages, { requiresGrad: false });
    const parameters = network.parameters();
    for (const array of parameters) array.restart();
    losses.mul(weights).mean().backward();
    network.optimizer.step(parameters);
  }

  return {
    network,
    /** Plays and learns until the mean of 100 episodes reaches 195 steps; gives the steps of each episode. */
    train(verbose: boolean, most = 1000): number[] {
      const lengths: number[] = [];
      const lately = () => lengths.slice(-100).reduce((sum, n) => sum + n, 0) / 100;
      while (lengths.length < most && lately() < 195) {
        const episodes = play();
        learn(episodes);
        lengths.push(...episodes.map(({ pushes }) => pushes.length));
        if (verbose && lengths.length % 100 === 0) {
          console.log(`${lengths.length} episodes, the last 100 of ${lately()} steps in the mean`);
        }
      }
      return lengths;
    },
  };
}

if (process.argv[1] === import.meta.filename) {
  const { network, train } = cartPole();
  console.log(String(network));
  const lengths = train(true);
  const mean = lengths.slice(-100).reduce((sum, n) => sum + n, 0) / 100;
  console.log(`After ${lengths.length} episodes the mean of 100 is ${mean.toFixed(1)} steps`);
}
