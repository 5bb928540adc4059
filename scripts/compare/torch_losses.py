"""Reads one problem as JSON, learns it by PyTorch from the weights given, and writes the loss of each epoch."""

import json
import sys

import torch


def floats(rows):
    return torch.tensor(rows, dtype=torch.float32)


problem = json.load(sys.stdin)
x, y = floats(problem["X"]), floats(problem["y"])

layers = []
for weights, biases in problem["parameters"]:
    layer = torch.nn.Linear(len(weights), len(weights[0]))
    layer.weight.data = floats(weights).T.contiguous()
    layer.bias.data = floats(biases[0])
    layers += [layer, torch.nn.ReLU()]
layers.pop()
if problem["last"] == "tanh":
    layers.append(torch.nn.Tanh())
if problem["last"] == "sigmoid":
    layers.append(torch.nn.Sigmoid())
model = torch.nn.Sequential(*layers)

loss_of = {
    "mse": torch.nn.MSELoss(),
    "binary": torch.nn.BCELoss(),
    # Softmax is a part of this one.
    "categorical": torch.nn.CrossEntropyLoss(),
}[problem["loss"]]
optimizer_class = {"AdaGrad": torch.optim.Adagrad, "Adam": torch.optim.Adam}[problem["optimizer"]]
optimizer = optimizer_class(model.parameters(), lr=problem["learningRate"], eps=problem["epsilon"])

losses = []
for _ in range(problem["epochs"]):
    optimizer.zero_grad()
    loss = loss_of(model(x), y)
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
json.dump({"version": torch.__version__, "losses": losses}, sys.stdout)
