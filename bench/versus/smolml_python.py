"""Reads pieces of work, one JSON object per line, and answers with the seconds of one training step.

Networks beyond a few hundred weights take minutes a step, and products alone are no use of it: null.
"""

import json
import random
import sys
import time

from smolml import DenseLayer, MLArray, NeuralNetwork
from smolml.utils import activation, losses, optimizers

MOST_WEIGHTS = 1000


def step(network):
    sizes, batch, classes = network["sizes"], network["batch"], network["classes"]
    last = activation.softmax if classes else activation.sigmoid
    functions = [activation.relu] * (len(sizes) - 2) + [last]
    model = NeuralNetwork(
        [DenseLayer(i, o, f) for i, o, f in zip(sizes, sizes[1:], functions)],
        losses.categorical_cross_entropy if classes else losses.binary_cross_entropy,
        optimizers.Adam(network["learningRate"]),
    )
    x = MLArray([[random.uniform(-1, 1) for _ in range(sizes[0])] for _ in range(batch)])
    labels = [random.randrange(max(2, sizes[-1])) for _ in range(batch)]
    rows = [[float(c == label) for c in range(sizes[-1])] for label in labels]
    y = MLArray(rows if classes else [[float(label)] for label in labels])
    return lambda: model.train(x, y, 1, verbose=False)


for line in sys.stdin:
    work = json.loads(line)
    sizes = work.get("network", {}).get("sizes", [])
    weights = sum(i * o for i, o in zip(sizes, sizes[1:]))
    seconds = None
    if 0 < weights < MOST_WEIGHTS:
        call = step(work["network"])
        start = time.perf_counter()
        call()
        seconds = time.perf_counter() - start
    print(json.dumps(seconds), flush=True)
