/**
 * The library beside its peers: `npm run bench:versus`, or with the names of groups,
 * `npm run bench:versus -- training`.
 */
import type { Goal, Group } from "../group.js";
import { matmul } from "../groups/matmul.js";
import { training } from "../groups/training.js";
import { loadCores } from "../library.js";
import { networks } from "../networks.js";
import { runGroups } from "../run.js";
import * as brain from "./brain.js";
import * as jax from "./jax-js.js";
import type { Peer, Work } from "./peers.js";
import * as python from "./python.js";
import * as tfjs from "./tfjs.js";

const pytorch = "PyTorch";
const smolml = "SmolML (Python)";

/** How many times as fast as each peer: products of 64, products of 384 and up. */
const products: Record<string, readonly [number, number]> = {
  [tfjs.name]: [2, 1.35],
  [jax.name]: [6, 1.5],
};
const steps: Record<string, Record<string, number>> = {
  "iris 4-16-8-3, batch 150": { [jax.name]: 15, [tfjs.name]: 35, [pytorch]: 8 },
  "MNIST 784-128-10, batch 64": { [jax.name]: 2.3, [tfjs.name]: 9, [pytorch]: 0.9 },
  "784-512-256-10, batch 128": { [jax.name]: 1.75, [tfjs.name]: 16, [pytorch]: 0.7 },
};

const sizes = [64, 128, 256, 384, 512, 1024];
const productWorks: readonly Work[] = sizes.map((size) => ({
  name: `product ${size} cubed`,
  size,
}));
const stepWorks: readonly Work[] = networks.map((network) => ({ name: network.name, network }));

function productGoals(size = 0): Goal[] {
  if (size !== 64 && size < 384) return [];
  return Object.entries(products).map(([against, [small, large]]) => {
    return { against, times: size === 64 ? small : large };
  });
}

function stepGoals(name: string): Goal[] {
  return Object.entries(steps[name] ?? {}).map(([against, times]) => ({ against, times }));
}

/** Our own column of a group, and those of the peers. */
function against(group: Group, works: readonly Work[], peers: readonly Peer[]): Group {
  const goals = ({ name, size }: Work) =>
    size === undefined ? stepGoals(name) : productGoals(size);
  return {
    ...group,
    title: `${group.title}: beside other libraries`,
    probe: false,
    note: peers.map(({ note }) => note).join(" "),
    rows: works.map((work) => ({
      name: work.name,
      work: group.rows.find(({ name }) => name === work.name)?.work ?? 1,
      goals: goals(work),
    })),
    contestants: async (cores) => {
      const [own] = await group.contestants(cores);
      return [own, ...peers.map(({ contestant }) => contestant).filter((each) => each !== null)];
    },
  };
}

const cores = await loadCores();
const works = [...productWorks, ...stepWorks];
const peers = [
  await tfjs.connect(works),
  await jax.connect(works),
  await brain.connect(works),
  python.connect(pytorch, "torch", "./pytorch.py", works, "torch.optim.Adam as it comes."),
  python.connect(smolml, "smolml", "./smolml_python.py", works, "network.train, one epoch."),
];
await runGroups(
  "versus",
  [against(matmul, productWorks, peers), against(training, stepWorks, peers)],
  cores,
  process.argv.slice(2),
);
process.exit();
