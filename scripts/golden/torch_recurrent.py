"""
Writes tests/golden/layers-recurrent.json: what PyTorch makes of recurrent layers and of attention in float64, and how far
float32 lands from it. Run by hand where PyTorch is (Debian: python3-torch), from the repository's root.
"""

import json

import torch
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

torch.manual_seed(1)

kinds = {"SimpleRNN": nn.RNN, "GRU": nn.GRU, "LSTM": nn.LSTM}


def drawn(*shape):
    """Numbers that float32 holds exactly."""
    return (torch.randn(*shape) * 32).round().double() / 64


def tensor(x):
    return {"shape": list(x.shape), "data": [float(v) for v in x.detach().double().flatten()]}


def tensors(arrays):
    return {name: tensor(x) for name, x in arrays.items()}


def fill(module):
    for parameter in module.parameters():
        parameter.data = drawn(*parameter.shape).to(parameter.dtype)


def directions(module):
    """The library's names of its layers, and the ends of PyTorch's names of their parameters."""
    return {"layer.": "_l0", "backwardLayer.": "_l0_reverse"} if module.bidirectional else {"": "_l0"}


def arrays_of(module, name, bias, grad=False):
    """The parameters as the library has them: transposed, and with biases of the states in a GRU alone."""
    found = {}
    pick = (lambda parameter: parameter.grad) if grad else (lambda parameter: parameter)
    for path, end in directions(module).items():
        found[path + "weights"] = pick(getattr(module, "weight_ih" + end)).T
        found[path + "recurrentWeights"] = pick(getattr(module, "weight_hh" + end)).T
        if not bias:
            continue
        found[path + "biases"] = pick(getattr(module, "bias_ih" + end))
        if name == "GRU":
            found[path + "recurrentBiases"] = pick(getattr(module, "bias_hh" + end))
    return found


def recurrent(name, features, units, bias=True, bidirectional=False):
    module = kinds[name](features, units, bias=bias, batch_first=True, bidirectional=bidirectional)
    fill(module.double())
    for end in directions(module).values() if bias and name != "GRU" else []:
        getattr(module, "bias_hh" + end).data.zero_()
    return module


def run(module, x, state, lengths, sequences):
    """The output as the library gives it: beyond the end of a row zeros; and the last state."""
    given = x if lengths is None else pack_padded_sequence(x, lengths, batch_first=True, enforce_sorted=False)
    first = None if state is None else tuple(state) if len(state) > 1 else state[0]
    output, last = module(given, first)
    if lengths is not None:
        output, _ = pad_packed_sequence(output, batch_first=True, total_length=x.shape[1])
    last = last if isinstance(last, tuple) else (last,)
    return (output if sequences else torch.cat(list(last[0]), -1)), last


def evaluated(module, dtype, inputs, call, upstream=None):
    """The output for inputs of that dtype, with all gradients of sum(output * upstream)."""
    module = module.to(dtype)
    module.zero_grad()
    xs = [x.detach().to(dtype).requires_grad_() for x in inputs]
    output = call(module, *xs)
    upstream = drawn(*output.shape) if upstream is None else upstream
    (output * upstream.to(dtype)).sum().backward()
    return output, upstream, [x.grad for x in xs]


def farthest(exact, single):
    return max(float((a.double() - b.double()).abs().max()) for a, b in zip(exact, single)) + 1e-7


def recurrent_case(title, name, rows, steps, features, units, sequences=False, bias=True, initial=False, lengths=None, both=False):
    module = recurrent(name, features, units, bias, both)
    count = (2 if name == "LSTM" else 1) if initial else 0
    x, states = drawn(rows, steps, features), [drawn(2 if both else 1, rows, units) for _ in range(count)]
    arrays = tensors(arrays_of(module, name, bias))

    def call(module, x, *states):
        return run(module, x, states or None, lengths, sequences)[0]

    def all_of(dtype, upstream=None):
        output, upstream, grads = evaluated(module, dtype, [x, *states], call, upstream)
        own = {key: value.clone() for key, value in arrays_of(module, name, bias, True).items()}
        return output, upstream, grads, own

    output, upstream, grads, own = all_of(torch.float64)
    single = all_of(torch.float32, upstream)
    module.double()
    last = [] if both else run(module, x, states or None, lengths, sequences)[1]
    if lengths is not None and sequences:
        upstream = upstream * (torch.arange(steps)[None, :, None] < torch.tensor(lengths)[:, None, None])
    return {
        "id": f"{name}/{title}",
        "what": "recurrent",
        "layer": name,
        "bidirectional": both,
        "options": {"outputSize": units, "returnSequences": sequences, "useBias": bias},
        "inputs": [tensor(x)],
        # Of each direction its arrays: one, or in an LSTM two.
        "state": [[tensor(part[i]) for part in states] for i in range(2 if both else 1)] if initial else None,
        "lengths": lengths,
        "arrays": arrays,
        "output": tensor(output),
        "last": [tensor(part[0]) for part in last],
        "upstream": tensor(upstream),
        "inputGrads": [tensor(grads[0])],
        "stateGrads": [[tensor(part[i]) for part in grads[1:]] for i in range(2 if both else 1)] if initial else None,
        "grads": tensors(own),
        "f32": farthest([output, *grads, *own.values()], [single[0], *single[2], *single[3].values()]),
    }


class Attention(nn.Module):
    """By PyTorch's own layer where that has the sizes, else by the formula."""

    def __init__(self, heads, widths, key_size):
        super().__init__()
        self.heads, self.key_size = heads, key_size
        total = heads * key_size
        for name, width in zip(["query", "key", "value"], widths):
            setattr(self, name, nn.Linear(width, total))
        self.output = nn.Linear(total, widths[0])
        fill(self.double())

    def native(self, query, key, value, banned):
        width = query.shape[-1]
        layer = nn.MultiheadAttention(
            width, self.heads, batch_first=True, kdim=key.shape[-1], vdim=value.shape[-1]
        ).to(query.dtype)
        named = dict(layer.named_parameters())
        weights = [self.query.weight, self.key.weight, self.value.weight]
        if "in_proj_weight" in named:
            given = {"in_proj_weight": torch.cat(weights)}
        else:
            given = dict(zip(["q_proj_weight", "k_proj_weight", "v_proj_weight"], weights))
        given["in_proj_bias"] = torch.cat([self.query.bias, self.key.bias, self.value.bias])
        given["out_proj.weight"], given["out_proj.bias"] = self.output.weight, self.output.bias
        mask = None if banned is None else banned.expand(query.shape[0] * self.heads, -1, -1)
        return torch.nn.utils.stateless.functional_call(
            layer, given, (query, key, value), {"attn_mask": mask, "need_weights": False}
        )[0]

    def by_formula(self, query, key, value, banned):
        def split(x):
            return x.reshape(x.shape[0], x.shape[1], self.heads, -1).transpose(1, 2)

        q, k, v = split(self.query(query)), split(self.key(key)), split(self.value(value))
        scores = q @ k.transpose(-1, -2) / self.key_size**0.5
        if banned is not None:
            scores = scores.masked_fill(banned, float("-inf"))
        mixed = (scores.softmax(-1) @ v).transpose(1, 2)
        return self.output(mixed.reshape(query.shape[0], query.shape[1], -1))

    def forward(self, query, key, value, banned):
        fits = self.heads * self.key_size == query.shape[-1]
        return (self.native if fits else self.by_formula)(query, key, value, banned)

    def arrays(self, grad=False):
        pick = (lambda parameter: parameter.grad) if grad else (lambda parameter: parameter)
        found = {}
        for name in ["query", "key", "value", "output"]:
            layer = getattr(self, name)
            found[name + ".weights"] = pick(layer.weight).T
            found[name + ".biases"] = pick(layer.bias)[None]
        return found


def attention_case(title, heads, shapes, key_size=None, causal=False, mask=None):
    key_size_used = key_size or shapes[0][-1] // heads
    inputs = [drawn(*shape) for shape in shapes]
    widths = [(shapes * 3)[i][-1] if len(shapes) == 1 else shapes[i][-1] for i in range(3)]
    module = Attention(heads, widths, key_size_used)
    arrays = tensors(module.arrays())
    queries, keys = shapes[0][1], shapes[min(1, len(shapes) - 1)][1]
    banned = None
    if causal:
        banned = torch.ones(queries, keys).triu(1).bool()
    if mask is not None:
        banned = torch.tensor(mask) == 0 if banned is None else banned | (torch.tensor(mask) == 0)

    def call(module, *xs):
        return module(*(xs * 3)[:3] if len(xs) == 1 else xs, banned)

    def all_of(dtype, upstream=None):
        output, upstream, grads = evaluated(module, dtype, inputs, call, upstream)
        return output, upstream, grads, {key: value.clone() for key, value in module.arrays(True).items()}

    output, upstream, grads, own = all_of(torch.float64)
    single = all_of(torch.float32, upstream)
    options = {"heads": heads, "causal": causal}
    return {
        "id": f"MultiHeadAttention/{title}",
        "what": "attention",
        "options": {**options, "keySize": key_size} if key_size else options,
        "inputs": [tensor(x) for x in inputs],
        "mask": None if mask is None else tensor(torch.tensor(mask)),
        "arrays": arrays,
        "output": tensor(output),
        "upstream": tensor(upstream),
        "inputGrads": [tensor(x) for x in grads],
        "grads": tensors(own),
        "f32": farthest([output, *grads, *own.values()], [single[0], *single[2], *single[3].values()]),
    }


class Forecaster(nn.Module):
    """Both sides of a sequence, then an LSTM, then a number."""

    def __init__(self):
        super().__init__()
        self.both = recurrent("GRU", 2, 3, bidirectional=True)
        self.lstm = recurrent("LSTM", 6, 4)
        self.dense = nn.Linear(4, 1).double()
        fill(self.dense)
        self.lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, x):
        y, _ = self.both(x)
        _, (h, _) = self.lstm(y)
        return self.dense(h[0])

    def arrays(self):
        """By the library's layers."""
        dense = {"weights": self.dense.weight.T, "biases": self.dense.bias[None]}
        return [arrays_of(self.both, "GRU", True), arrays_of(self.lstm, "LSTM", True), dense]


def training_case(epochs=12):
    X, rate = drawn(6, 5, 2), 0.02
    y = X[:, 0, :1] * X[:, 3, 1:]
    begin = Forecaster().state_dict()

    def trained(dtype):
        model = Forecaster()
        model.load_state_dict(begin)
        model = model.to(dtype)
        learnt = [parameter for parameter in model.parameters() if parameter.requires_grad]
        optimizer = torch.optim.Adam(learnt, lr=rate)
        losses = []
        for _ in range(epochs):
            optimizer.zero_grad()
            loss = nn.functional.mse_loss(model(X.to(dtype)), y.to(dtype))
            loss.backward()
            optimizer.step()
            losses.append(float(loss))
        return torch.tensor(losses, dtype=torch.float64), model(X.to(dtype)).detach(), model.arrays()

    model = Forecaster()
    model.load_state_dict(begin)
    losses, predictions, final = trained(torch.float64)
    single = trained(torch.float32)
    flat = [x for arrays in final for x in arrays.values()]
    flat_single = [x for arrays in single[2] for x in arrays.values()]
    return {
        "id": "training/both sides, LSTM, dense",
        "what": "training",
        "X": tensor(X),
        "y": tensor(y),
        "arrays": [tensors(arrays) for arrays in model.arrays()],
        "epochs": epochs,
        "learningRate": rate,
        "losses": [float(loss) for loss in losses],
        "predictions": tensor(predictions),
        "final": [tensors(arrays) for arrays in final],
        "f32": farthest([losses, predictions, *flat], [single[0], single[1], *flat_single]),
    }


cases = []
for name in kinds:
    cases += [
        recurrent_case("last state", name, 3, 4, 2, 3),
        recurrent_case("all states, from a state", name, 2, 3, 3, 5, sequences=True, initial=True),
        recurrent_case("one step, one unit, no biases", name, 2, 1, 3, 1, bias=False),
        recurrent_case("ragged rows", name, 3, 4, 1, 3, lengths=[2, 4, 1]),
        recurrent_case("ragged rows from both sides", name, 3, 4, 2, 2, sequences=True, lengths=[3, 4, 1], both=True),
        recurrent_case("last states of both sides, from states", name, 2, 3, 2, 3, initial=True, both=True),
    ]
cases += [
    attention_case("self, causal", 2, [(2, 4, 6)], causal=True),
    attention_case("cross, of other widths", 3, [(2, 3, 3), (2, 5, 4), (2, 5, 2)]),
    attention_case("heads of their own size, masked", 2, [(1, 3, 3)], key_size=5, mask=[[1, 0, 1], [1, 1, 0], [0, 0, 1]]),
    attention_case("causal and masked", 1, [(2, 3, 2)], causal=True, mask=[[1, 1, 1], [1, 0, 1], [1, 0, 1]]),
    training_case(),
]


def rounded(x):
    """Thirteen digits tell all that the comparison looks at."""
    if isinstance(x, float):
        return int(x) if x == int(x) else float(f"{x:.13g}")
    if isinstance(x, dict):
        return {key: rounded(item) for key, item in x.items()}
    return [rounded(item) for item in x] if isinstance(x, list) else x


meta = {"kind": "sequences", "made": "scripts/golden/torch_recurrent.py", "torch": torch.__version__}
rows = ",\n".join("    " + json.dumps(rounded(case), separators=(",", ":")) for case in cases)
with open("tests/golden/layers-recurrent.json", "w", encoding="utf8") as file:
    file.write(f'{{\n  "meta": {json.dumps(meta)},\n  "cases": [\n{rows}\n  ]\n}}\n')
