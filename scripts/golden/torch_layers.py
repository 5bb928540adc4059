"""
Writes tests/golden/layers-conv.json: what PyTorch makes of convolutions, pooling and a small training in float64, with
all options and odd sizes, and how far float32 lands from it. Run by hand where PyTorch is (Debian: python3-torch), from
the repository's root. Arrays are written channels last, kernels as (height, width, in, out).
"""

import json

import torch
import torch.nn.functional as F

torch.manual_seed(1)


def drawn(*shape):
    """Numbers that float32 holds exactly."""
    return (torch.randn(*shape) * 16).round().double() / 16


def rounded(value):
    """Twelve digits: the library is held to 1e-9."""
    return float(f"{value:.12g}")


def tensor(x):
    return {"shape": list(x.shape), "data": [rounded(v) for v in x.double().flatten().tolist()]}


def channels_first(x):
    return x.movedim(-1, 1)


def channels_last(x):
    return x.movedim(1, -1)


def kernel_to_torch(w):
    """(…, in, out) to (out, in, …)."""
    return w.movedim(-1, 0).movedim(-1, 1)


def evaluated(f, arrays, upstream, dtype):
    leaves = [a.detach().clone().to(dtype).requires_grad_() for a in arrays]
    y = f(*leaves)
    (y * upstream.to(dtype)).sum().backward()
    return y.detach().double(), [leaf.grad.double() for leaf in leaves]


def case(name, layer, options, f, x, *parameters, **more):
    arrays = [x, *parameters]
    upstream = drawn(*f(*arrays).shape)
    y, grads = evaluated(f, arrays, upstream, torch.float64)
    y32, grads32 = evaluated(f, arrays, upstream, torch.float32)
    spread = max(float((a - b).abs().max()) for a, b in zip([y, *grads], [y32, *grads32]))
    return {
        "id": name,
        "layer": layer,
        "options": options,
        "x": tensor(x),
        "parameters": [tensor(p) for p in parameters],
        "upstream": tensor(upstream),
        "y": tensor(y),
        "grads": [tensor(g) for g in grads],
        "f32": spread + 1e-7,
        **more,
    }


def padded(x, sides):
    """Zeros around (rows, channels, …): [[top, bottom], [left, right]] or [[before, after]]."""
    flat = [n for side in reversed(sides) for n in side]
    return F.pad(x, flat)


def sides_of(name, lengths, sizes, strides, dilation):
    """The zeros that "same" and "causal" stand for: TensorFlow's and WaveNet's."""
    sides = []
    for length, size, stride, gap in zip(lengths, sizes, strides, dilation):
        reach = (size - 1) * gap + 1
        if name == "causal":
            sides.append([reach - 1, 0])
            continue
        total = max(0, (-(-length // stride) - 1) * stride + reach - length)
        sides.append([total // 2, total - total // 2])
    return sides


def convolving(axes, size, strides, sides, dilation, groups):
    conv = F.conv1d if axes == 1 else F.conv2d

    def f(x, w, b=None):
        image = padded(channels_first(x), sides)
        y = conv(image, kernel_to_torch(w), b, strides, 0, dilation, groups)
        return channels_last(y)

    return f


def conv_case(name, layer, x_shape, filters, size, strides=1, padding="valid", dilation=1, groups=1, bias=True):
    axes = len(x_shape) - 2
    pair = lambda v: list(v) if isinstance(v, (list, tuple)) else [v] * axes
    sizes, steps, gaps = pair(size), pair(strides), pair(dilation)
    if padding == "valid":
        sides = [[0, 0]] * axes
    elif isinstance(padding, str):
        sides = sides_of(padding, x_shape[1:-1], sizes, steps, gaps)
    elif isinstance(padding, int):
        sides = [[padding, padding]] * axes
    elif axes == 1:
        sides = [list(padding)]
    else:
        sides = [[p, p] if isinstance(p, int) else list(p) for p in padding]
    f = convolving(axes, sizes, steps, sides, gaps, groups)
    parameters = [drawn(*sizes, x_shape[-1] // groups, filters)] + ([drawn(filters)] if bias else [])
    options = {
        "kernelSize": size,
        "strides": strides,
        "padding": padding,
        "dilation": dilation,
        "useBias": bias,
    }
    if layer == "DepthwiseConv2D":
        options["multiplier"] = filters // x_shape[-1]
    else:
        options.update(filters=filters, groups=groups)
    return case(name, layer, options, f, drawn(*x_shape), *parameters)


def transposed_case(name, x_shape, filters, size, strides=1, padding="valid", dilation=1, bias=True):
    """Named paddings by cutting the whole result, numbers by PyTorch's own padding."""
    pair = lambda v: list(v) if isinstance(v, (list, tuple)) else [v, v]
    sizes, steps, gaps = pair(size), pair(strides), pair(dilation)
    numbers = pair(padding) if not isinstance(padding, str) else [0, 0]

    def f(x, w, b=None):
        kernel = w.movedim(-1, 0).movedim(-1, 1)
        y = F.conv_transpose2d(channels_first(x), kernel, None, steps, numbers, 0, 1, gaps)
        if isinstance(padding, str):
            lengths = [n * s for n, s in zip(x.shape[1:3], steps)]
            reach = [(k - 1) * g + 1 for k, g in zip(sizes, gaps)]
            if padding == "valid":
                lengths = [n + max(0, r - s) for n, r, s in zip(lengths, reach, steps)]
                fronts = [0, 0]
            else:
                fronts = [side[0] for side in sides_of("same", lengths, sizes, steps, gaps)]
            missing = [max(0, n + p - have) for n, p, have in zip(lengths, fronts, y.shape[2:])]
            y = padded(y, [[0, m] for m in missing])
            y = y[:, :, fronts[0] : fronts[0] + lengths[0], fronts[1] : fronts[1] + lengths[1]]
        if b is not None:
            y = y + b[None, :, None, None]
        return channels_last(y)

    parameters = [drawn(*sizes, filters, x_shape[-1])] + ([drawn(filters)] if bias else [])
    options = {
        "filters": filters,
        "kernelSize": size,
        "strides": strides,
        "padding": padding,
        "dilation": dilation,
        "useBias": bias,
    }
    return case(name, "Conv2DTranspose", options, f, drawn(*x_shape), *parameters)


def pool_case(name, layer, x_shape, size=2, strides=None, padding="valid"):
    axes = len(x_shape) - 2
    pair = lambda v: list(v) if isinstance(v, (list, tuple)) else [v] * axes
    sizes, steps = pair(size), pair(strides or size)
    sides = [[0, 0]] * axes
    if padding == "same":
        sides = sides_of("same", x_shape[1:-1], sizes, steps, [1] * axes)
    elif padding != "valid":
        sides = [[p, p] for p in pair(padding)]
    flat = [n for side in reversed(sides) for n in side]
    largest = F.max_pool1d if axes == 1 else F.max_pool2d
    mean = F.avg_pool1d if axes == 1 else F.avg_pool2d

    def f(x):
        image = channels_first(x)
        if layer.startswith("Max"):
            y = largest(F.pad(image, flat, value=float("-inf")), sizes, steps)
        else:
            inside = F.pad(torch.ones_like(image), flat)
            y = mean(F.pad(image, flat), sizes, steps) / mean(inside, sizes, steps)
        return channels_last(y)

    options = {"poolSize": size, "padding": padding}
    if strides is not None:
        options["strides"] = strides
    # No two alike: of equal ones each library has its own to take the gradient.
    count = torch.Size(x_shape).numel()
    x = (torch.randperm(count).double().reshape(x_shape) - count // 2) / 8
    return case(name, layer, options, f, x)


def batch_norm(x, gain, offset):
    y = F.batch_norm(channels_first(x), None, None, gain, offset, True, 0.1, 1e-5)
    return channels_last(y)


cases = [
    conv_case("conv2d/plain", "Conv2D", (2, 5, 6, 3), 4, 3),
    conv_case("conv2d/one pixel, no biases", "Conv2D", (2, 3, 2, 5), 3, 1, bias=False),
    conv_case("conv2d/same, even kernel", "Conv2D", (1, 5, 7, 2), 3, [4, 2], padding="same"),
    conv_case("conv2d/same with strides", "Conv2D", (1, 7, 6, 2), 3, 3, [2, 3], "same"),
    conv_case("conv2d/same with strides and dilation", "Conv2D", (1, 9, 7, 1), 2, 3, 2, "same", [2, 1]),
    conv_case("conv2d/padding of numbers", "Conv2D", (1, 5, 4, 2), 2, [3, 2], 1, [2, 1]),
    conv_case("conv2d/padding of each side", "Conv2D", (1, 5, 4, 2), 2, 3, 2, [[1, 0], [0, 2]]),
    conv_case("conv2d/groups", "Conv2D", (2, 5, 5, 6), 4, 3, padding=1, groups=2),
    conv_case("conv2d/nine channels to seventeen", "Conv2D", (1, 2, 3, 9), 17, [1, 2]),
    conv_case("conv1d/plain", "Conv1D", (2, 9, 3), 4, 3),
    conv_case("conv1d/causal and dilated", "Conv1D", (2, 9, 2), 3, 3, 1, "causal", 2),
    conv_case("conv1d/same with strides", "Conv1D", (1, 11, 2), 3, 4, 3, "same"),
    conv_case("conv1d/padding of each side, groups", "Conv1D", (1, 7, 4), 6, 3, 2, [3, 0], groups=2),
    conv_case("depthwise/plain", "DepthwiseConv2D", (2, 5, 6, 3), 3, 3, groups=3),
    conv_case("depthwise/multiplier", "DepthwiseConv2D", (1, 6, 5, 5), 10, [3, 2], 2, "same", groups=5),
    transposed_case("transpose/plain", (2, 3, 4, 3), 2, 3),
    transposed_case("transpose/strides", (1, 3, 4, 2), 3, 3, 2),
    transposed_case("transpose/same", (1, 3, 5, 2), 2, [3, 4], [2, 3], "same"),
    transposed_case("transpose/strides beyond the kernel", (1, 3, 2, 2), 2, 2, 3),
    transposed_case("transpose/numbers", (1, 4, 5, 2), 3, [4, 3], 2, [1, 2], [1, 2], False),
    pool_case("max/plain", "MaxPool2D", (2, 5, 6, 3)),
    pool_case("max/same, overlapping", "MaxPool2D", (1, 5, 7, 2), 3, 2, "same"),
    pool_case("max/padding of numbers", "MaxPool2D", (1, 5, 4, 2), [3, 2], [1, 2], [1, 0]),
    pool_case("max/sequences", "MaxPool1D", (2, 7, 3), 3, 2),
    pool_case("average/plain", "AveragePool2D", (2, 5, 6, 3)),
    pool_case("average/same, overlapping", "AveragePool2D", (1, 5, 7, 2), 3, 2, "same"),
    pool_case("average/padding of numbers", "AveragePool2D", (1, 5, 4, 2), [3, 2], 1, 1),
    pool_case("average/sequences", "AveragePool1D", (2, 7, 3), 2, 3, "same"),
    case(
        "global average/images",
        "GlobalAveragePool2D",
        {},
        lambda x: channels_last(F.adaptive_avg_pool2d(channels_first(x), 1)).flatten(1),
        drawn(2, 3, 5, 3),
    ),
    case(
        "up sample",
        "UpSample2D",
        {"size": [2, 3]},
        lambda x: channels_last(F.interpolate(channels_first(x), scale_factor=(2, 3))),
        drawn(1, 2, 3, 2),
    ),
    case("batch norm/images", "BatchNorm", {}, batch_norm, drawn(2, 3, 3, 4), drawn(4), drawn(4)),
]


def training(dtype, start, x, labels, steps, rate):
    """conv, pool, conv, pool, dense: gradient descent on the cross entropy of logits."""
    w1, b1, w2, b2, w3, b3 = weights = [w.clone().to(dtype).requires_grad_() for w in start]
    losses = []
    for _ in range(steps):
        image = channels_first(x.to(dtype))
        hidden = F.max_pool2d(F.relu(F.conv2d(image, kernel_to_torch(w1), b1, padding=1)), 2)
        hidden = F.avg_pool2d(torch.tanh(F.conv2d(hidden, kernel_to_torch(w2), b2)), 2)
        loss = F.cross_entropy(channels_last(hidden).flatten(1) @ w3 + b3, labels)
        loss.backward()
        losses.append(float(loss))
        with torch.no_grad():
            for w in weights:
                w -= rate * w.grad
                w.grad = None
    return losses, [w.detach().double() for w in weights]


def training_case():
    x, labels = drawn(6, 8, 8, 2), torch.tensor([0, 1, 2, 2, 1, 0])
    shapes = [(3, 3, 2, 4), (4,), (3, 3, 4, 3), (3,), (3, 3), (1, 3)]
    start = [(drawn(*shape) * 4).round() / 8 for shape in shapes]
    steps, rate = 12, 0.125
    losses, final = training(torch.float64, start, x, labels, steps, rate)
    losses32, final32 = training(torch.float32, start, x, labels, steps, rate)
    pairs = [(torch.tensor(losses), torch.tensor(losses32)), *zip(final, final32)]
    return {
        "id": "training",
        "x": tensor(x),
        "labels": labels.tolist(),
        "start": [tensor(w) for w in start],
        "steps": steps,
        "learningRate": rate,
        "losses": [rounded(v) for v in losses],
        "final": [tensor(w) for w in final],
        "f32": max(float((a - b).abs().max()) for a, b in pairs) + 1e-7,
    }


meta = {"kind": "layers", "made by": "scripts/golden/torch_layers.py", "torch": torch.__version__}
file = {"meta": meta, "cases": [*cases, training_case()]}
with open("tests/golden/layers-conv.json", "w") as out:
    out.write(json.dumps(file, separators=(",", ":")).replace('{"id"', '\n{"id"') + "\n")
