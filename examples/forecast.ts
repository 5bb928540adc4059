/** Airline passengers: a GRU reads how a year has grown and says the next month; better than "as a year ago"? */
import { readFileSync } from "node:fs";
import { Adam, DenseLayer, GRU, MLArray, manualSeed, mseLoss, NeuralNetwork } from "smolml";

const year = 12;
/** The months from 1958 on, which nothing is learnt from. */
const heldBack = 3 * year;

export function forecast(seed = 42) {
  manualSeed(seed);
  const text = readFileSync(new URL("../data/air-passengers.csv", import.meta.url), "utf8");
  const [, ...lines] = text.trim().split("\n");
  const passengers = new MLArray(lines.map((line) => Number(line.split(",")[2])));
  const months = passengers.size();
  const yearBefore = passengers.get([0, months - year]);
  // The growth of a month over the same a year ago has neither seasons nor a trend: about 0.1 each year.
  const growth = passengers.get([year, months]).div(yearBefore).log();

  // A year of growth, month by month, and the growth of the month behind it.
  const starts = Array.from({ length: months - 2 * year }, (_, i) => i);
  const X = starts.map((start) =>
    growth
      .get([start, start + year])
      .reshape(year, 1)
      .toList(),
  );
  const y = starts.map((start) => [growth.get(start + year).item()]);
  const learnt = starts.length - heldBack;
  const network = new NeuralNetwork({
    layers: [new GRU({ outputSize: 16 }), new DenseLayer({ outputSize: 1 })],
    lossFunction: mseLoss,
    optimizer: new Adam({ learningRate: 0.005 }),
  });

  /** The mean distance from the months held back, in thousands of passengers. */
  function error(forecasts: MLArray): number {
    return forecasts
      .sub(passengers.get([months - heldBack, months]))
      .abs()
      .mean()
      .item();
  }
  const naive = yearBefore.get([months - year - heldBack, months - year]);
  return {
    network,
    train: (verbose: boolean) =>
      network.train(X.slice(0, learnt) as number[][][], y.slice(0, learnt), {
        epochs: 100,
        batchSize: 16,
        verbose,
        printEvery: 20,
      }),
    /** Of the network, each month from the year before it. */
    error: () =>
      error(
        network
          .predict(X.slice(learnt) as number[][][])
          .reshape(-1)
          .exp()
          .mul(naive),
      ),
    /** Of "as a year ago". */
    naiveError: () => error(naive),
  };
}

if (process.argv[1] === import.meta.filename) {
  const { network, train, error, naiveError } = forecast();
  console.log(String(network));
  train(true);
  console.log(`Off by ${error().toFixed(1)} thousand passengers a month in the years held back`);
  console.log(`"As a year ago" is off by ${naiveError().toFixed(1)} thousand`);
}
