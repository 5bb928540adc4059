/**
 * Digits in eight numbers: convolutions make an image of 8 by 8 pixels small, transposed ones draw it again. Learnt without
 * labels; the picture shows images that were held back, and below each what was drawn from its eight numbers.
 */
import { readFileSync, writeFileSync } from "node:fs";
import {
  Adam,
  Conv2D,
  Conv2DTranspose,
  DenseLayer,
  Flatten,
  MLArray,
  manualSeed,
  mseLoss,
  NeuralNetwork,
  relu,
  Sequential,
  sigmoid,
  trainTestSplit,
} from "smolml";

const side = 8;
const brightest = 16;

export function autoencoder(seed = 42) {
  manualSeed(seed);
  const text = readFileSync(new URL("../data/digits.csv", import.meta.url), "utf8");
  const [, ...lines] = text.trim().split("\n");
  const pixels = lines.map((line) => line.split(",").slice(0, -1).map(Number));
  const images = new MLArray(pixels, { requiresGrad: false }).div(brightest);
  const all = images.reshape(-1, side, side, 1).detach();
  const [XTrain, XTest] = trainTestSplit(all, all);

  const halving = { kernelSize: 3, strides: 2, padding: "same" } as const;
  const encoder = new Sequential([
    new Conv2D({ filters: 16, ...halving, activationFunction: relu }),
    new Conv2D({ filters: 32, ...halving, activationFunction: relu }),
    new Flatten(),
    new DenseLayer({ outputSize: 8 }),
  ]);
  const decoder = new Sequential([
    new DenseLayer({ outputSize: 2 * 2 * 32, activationFunction: relu }),
    (x) => x.reshape(-1, 2, 2, 32),
    new Conv2DTranspose({ filters: 16, ...halving, activationFunction: relu }),
    new Conv2DTranspose({ filters: 1, ...halving, activationFunction: sigmoid }),
  ]);
  const network = new NeuralNetwork({
    layers: [encoder, decoder],
    lossFunction: mseLoss,
    optimizer: new Adam({ learningRate: 0.003 }),
  });
  return {
    network,
    encoder,
    train: (verbose: boolean) =>
      network.train(XTrain, XTrain, { epochs: 20, batchSize: 32, verbose, printEvery: 5 }),
    /** The mean squared error of images held back, as a share of what their mean would have. */
    error: () => network.evaluate(XTest, XTest) / XTest.var(0).mean().item(),
    /** Images held back, and what becomes of them. */
    picture(count = 12): string {
      const originals = XTest.get([0, count]).detach();
      return svgOf([originals, network.predict(originals)]);
    },
  };
}

/** Rows of images as squares, the brighter the darker. */
function svgOf(rows: readonly MLArray[]): string {
  const step = side + 1;
  const squares = rows.flatMap((images, row) =>
    (images.toList() as number[][][][]).flatMap((image, column) =>
      image.flatMap((line, y) =>
        line.map(([value = 0], x) => {
          const place = `x="${column * step + x}" y="${row * step + y}"`;
          return `<rect ${place} width="1" height="1" opacity="${value.toFixed(2)}"/>`;
        }),
      ),
    ),
  );
  const [width, height] = [(rows[0]?.shape[0] ?? 0) * step, rows.length * step];
  const box = `viewBox="0 0 ${width} ${height}" width="${8 * width}" height="${8 * height}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${box}>\n${squares.join("\n")}\n</svg>\n`;
}

if (process.argv[1] === import.meta.filename) {
  const { network, train, error, picture } = autoencoder();
  console.log(String(network));
  train(true);
  console.log(`Error on held-back rows: ${(100 * error()).toFixed(1)} % of that of their mean`);
  const file = process.argv[2] ?? "autoencoder.svg";
  writeFileSync(file, picture());
  console.log(`Picture: ${file}`);
}
