"""
Writes tests/golden/more-losses.json and more-optimizers.json: what PyTorch makes of losses and optimizers in float64, and
how far float32 lands from it. Run by hand where PyTorch is (Debian: python3-torch), from the repository's root.
"""

import json

import torch
import torch.nn.functional as F

torch.manual_seed(1)


def drawn(*shape):
    """Numbers that float32 holds exactly."""
    return (torch.randn(*shape) * 64).round().double() / 64


def tensor(x):
    return {"shape": list(x.shape), "data": [float(v) for v in x.double().flatten()]}


def value_and_gradient(f, p, y, dtype):
    p = p.detach().clone().to(dtype).requires_grad_()
    value = f(p, y if y.dtype == torch.int64 else y.to(dtype))
    value.backward()
    return value.double().detach(), p.grad.double()


def loss_case(name, loss, f, p, y, **attrs):
    value, grad = value_and_gradient(f, p, y, torch.float64)
    single_value, single_grad = value_and_gradient(f, p, y, torch.float32)
    distances = [(single_value - value).abs(), (single_grad - grad).abs().max()]
    return {
        "id": name,
        "loss": loss,
        "attrs": attrs,
        "pred": tensor(p),
        "target": tensor(y),
        "value": float(value),
        "grad": tensor(grad),
        "f32": max(float(d) for d in distances) + 1e-7,
    }


def shares(x):
    """Rows of probabilities that float32 holds exactly, none of them 0."""
    counts = torch.softmax(x, -1).mul(960).round() + 1
    counts[..., 0] += 1024 - counts.sum(-1)
    return counts / 1024


logits, labels = drawn(6, 5), torch.tensor([0, 4, 2, 2, 1, 3])
padded = torch.tensor([0, -1, 2, -1, 1, 3])
signs = drawn(4, 3).sign().masked_fill_(drawn(4, 3) == 99, 1)
signs[signs == 0] = 1


def cross_entropy(**options):
    return lambda p, y: F.cross_entropy(p, y, **options)


def smoothed_binary(p, y):
    return F.binary_cross_entropy_with_logits(p, y * 0.8 + 0.1)


losses = [
    loss_case("hinge", "hinge", lambda p, y: (1 - p * y).clamp(min=0).mean(), drawn(4, 3), signs),
    loss_case(
        "kl_divergence",
        "kl_divergence",
        lambda p, y: F.kl_div(p.log(), y, reduction="batchmean"),
        shares(drawn(4, 3)),
        shares(drawn(4, 3)),
    ),
    loss_case(
        "poisson",
        "poisson",
        lambda p, y: F.poisson_nll_loss(p, y, log_input=False, eps=0),
        drawn(4, 3).abs() + 0.25,
        torch.tensor([[0.0, 1, 2], [3, 0, 7], [1, 1, 0], [2, 5, 4]]).double(),
    ),
    loss_case(
        "cosine",
        "cosine",
        lambda p, y: (1 - F.cosine_similarity(p, y, dim=-1)).mean(),
        drawn(4, 3),
        drawn(4, 3),
    ),
    loss_case(
        "softmax/smoothed labels",
        "softmax_cross_entropy",
        cross_entropy(label_smoothing=0.1),
        logits,
        labels,
        labelSmoothing=0.1,
    ),
    loss_case(
        "softmax/smoothed rows",
        "softmax_cross_entropy",
        cross_entropy(label_smoothing=0.25),
        logits,
        shares(drawn(6, 5)),
        labelSmoothing=0.25,
    ),
    loss_case(
        "softmax/padding",
        "sparse_softmax_cross_entropy",
        cross_entropy(ignore_index=-1),
        logits,
        padded,
        ignoreLabel=-1,
    ),
    loss_case(
        "softmax/sum of padded",
        "sparse_softmax_cross_entropy",
        cross_entropy(ignore_index=-1, reduction="sum"),
        logits,
        padded,
        ignoreLabel=-1,
        reduction="sum",
    ),
    loss_case(
        "sigmoid/smoothed",
        "sigmoid_binary_cross_entropy",
        smoothed_binary,
        drawn(4, 3),
        (drawn(4, 3) > 0).double(),
        labelSmoothing=0.2,
    ),
    loss_case(
        "mse/sum",
        "mse",
        # A row's value is the mean over its elements.
        lambda p, y: ((p - y) ** 2).mean(-1).sum(),
        drawn(4, 3),
        drawn(4, 3),
        reduction="sum",
    ),
]


class Lion:
    """The published algorithm, written out: PyTorch 1.13 has none."""

    def __init__(self, parameters, lr, beta1=0.9, beta2=0.99):
        self.parameters, self.lr, self.beta1, self.beta2 = parameters, lr, beta1, beta2
        self.means = [torch.zeros_like(w) for w in parameters]

    @torch.no_grad()
    def step(self):
        for w, m in zip(self.parameters, self.means):
            w -= self.lr * (self.beta1 * m + (1 - self.beta1) * w.grad).sign()
            m.mul_(self.beta2).add_(w.grad, alpha=1 - self.beta2)


def decayed(make, share, matrices_only=False):
    """An optimizer before whose steps weights shrink by that share."""

    def made(parameters):
        inner = make(parameters)

        class Decayed:
            @torch.no_grad()
            def step(self):
                for w in parameters:
                    if not matrices_only or w.dim() > 1 and w.shape[0] > 1:
                        w.mul_(1 - share)
                inner.step()

        return Decayed()

    return made


params = [{"name": "weights", **tensor(drawn(2, 3))}, {"name": "biases", **tensor(drawn(1, 3))}]
# Not exactly 0 anywhere, where the sign of a rounded sum is anybody's guess.
gradients = [[[g or 0.5 for g in tensor(drawn(2, 3))["data"]], [g or 0.5 for g in tensor(drawn(1, 3))["data"]]] for _ in range(25)]


def trajectory(make, dtype):
    parameters = [torch.tensor(p["data"], dtype=dtype).reshape(p["shape"]).requires_grad_() for p in params]
    optimizer = make(parameters)
    steps = []
    for gradient in gradients:
        for w, g in zip(parameters, gradient):
            w.grad = torch.tensor(g, dtype=dtype).reshape(w.shape)
        optimizer.step()
        steps.append([[float(v) for v in w.detach().double().flatten()] for w in parameters])
    return steps


def distance(a, b):
    return max(abs(x - y) for p, q in zip(a, b) for r, s in zip(p, q) for x, y in zip(r, s))


def optimizer_case(name, optimizer, make, **attrs):
    exact = trajectory(make, torch.float64)
    return {
        "id": name,
        "optimizer": optimizer,
        "attrs": attrs,
        "trajectory": exact,
        "f32": distance(exact, trajectory(make, torch.float32)) + 1e-7,
    }


def sgd(**options):
    return lambda parameters: torch.optim.SGD(parameters, **options)


def rmsprop(parameters):
    return torch.optim.RMSprop(parameters, lr=0.01, alpha=0.9, eps=1e-8, momentum=0.8)


def adam(parameters):
    return torch.optim.Adam(parameters, lr=0.01)


optimizers = [
    optimizer_case("lion", "lion", lambda parameters: Lion(parameters, 0.01), lr=0.01),
    optimizer_case(
        "lion/decay",
        "lion",
        decayed(lambda parameters: Lion(parameters, 0.01), 0.01 * 0.1),
        lr=0.01,
        weightDecay=0.1,
    ),
    optimizer_case(
        "sgd/decay", "sgd", sgd(lr=0.05, weight_decay=0.1), lr=0.05, weightDecay=0.1
    ),
    optimizer_case(
        "momentum/decay",
        "momentum",
        decayed(sgd(lr=0.05, momentum=0.9), 0.05 * 0.1),
        lr=0.05,
        momentum=0.9,
        weightDecay=0.1,
    ),
    optimizer_case("rmsprop/momentum", "rmsprop", rmsprop, lr=0.01, rho=0.9, momentum=0.8),
    optimizer_case(
        "adamw/matrices",
        "adamw",
        decayed(adam, 0.01 * 0.1, matrices_only=True),
        lr=0.01,
        weightDecay=0.1,
        weightDecayOn="matrices",
    ),
]


def rounded(x):
    """Fifteen digits tell all that the comparison looks at."""
    if isinstance(x, float):
        return float(f"{x:.15g}")
    if isinstance(x, dict):
        return {key: rounded(item) for key, item in x.items()}
    return [rounded(item) for item in x] if isinstance(x, list) else x


def write(name, meta, cases):
    meta = {**meta, "made": "scripts/golden/torch_values.py", "torch": torch.__version__}
    rows = ",\n".join("    " + json.dumps(rounded(case)) for case in cases)
    with open(f"tests/golden/{name}.json", "w", encoding="utf8") as file:
        head = {key: value for key, value in meta.items() if key not in ("params", "gradients")}
        shared = {key: rounded(meta[key]) for key in ("params", "gradients") if key in meta}
        extra = "".join(f'  "{key}": {json.dumps(value)},\n' for key, value in shared.items())
        file.write(f'{{\n  "meta": {json.dumps(head)},\n{extra}  "cases": [\n{rows}\n  ]\n}}\n')


write("more-losses", {"kind": "losses"}, losses)
write(
    "more-optimizers",
    {"kind": "optimizers", "params": params, "gradients": gradients},
    optimizers,
)
