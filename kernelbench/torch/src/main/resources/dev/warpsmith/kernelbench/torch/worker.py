"""What Warpsmith asks PyTorch, on the CPU: operator graphs in float64, and KernelBench files.

    worker.py probe
        prints {"python": "3.11.7", "torch": "2.13.0"}
    worker.py evaluate REQUESTS ANSWERS
        answers each line of REQUESTS, one JSON object, with a line of ANSWERS:
        {"ok": true}, or {"ok": false, "error": "node y = ...: ..."}
    worker.py opinion REQUEST ANSWER
        says what KernelBench's comparison makes of a ModelNew (kernelbench_file/opinion.py)
    worker.py serve
        answers questions about KernelBench files (kernelbench_file/service.py)

A request names the files of its inputs and outputs, which hold little-endian float64, row-major.
Every value is float64 between operators, truth values and indices too, as in the interpreter that
this is compared with.
"""

import json
import platform
import sys
import warnings

warnings.filterwarnings("ignore")
import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402


def compared(test):
    return lambda a, b: test(a, b).double()


POINTWISE = {
    "add": torch.add,
    "sub": torch.sub,
    "mul": torch.mul,
    "div": torch.div,
    "maximum": torch.maximum,
    "minimum": torch.minimum,
    "pow": torch.pow,
    "neg": torch.neg,
    "abs": torch.abs,
    "sign": torch.sign,
    "floor": torch.floor,
    "ceil": torch.ceil,
    "round": torch.round,
    "exp": torch.exp,
    "expm1": torch.expm1,
    "log": torch.log,
    "log1p": torch.log1p,
    "sqrt": torch.sqrt,
    "rsqrt": torch.rsqrt,
    "square": torch.square,
    "reciprocal": torch.reciprocal,
    "sin": torch.sin,
    "cos": torch.cos,
    "tanh": torch.tanh,
    "erf": torch.erf,
    "sigmoid": torch.sigmoid,
    "logsigmoid": F.logsigmoid,
    "relu": F.relu,
    "relu6": F.relu6,
    "gelu": F.gelu,
    "gelu_tanh": lambda x: F.gelu(x, approximate="tanh"),
    "silu": F.silu,
    "softplus": lambda x, beta, threshold: F.softplus(x, beta, threshold),
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "selu": F.selu,
    "mish": F.mish,
    "clamp": lambda x, low, high: torch.clamp(x, low, high),
    "hardtanh": F.hardtanh,
    "hardsigmoid": F.hardsigmoid,
    "hardswish": F.hardswish,
    "softsign": F.softsign,
    "dropout": lambda x, p: F.dropout(x, p, training=False),
    "full_like": torch.full_like,
    "mse_loss": lambda a, b: F.mse_loss(a, b, reduction="none"),
    "l1_loss": lambda a, b: F.l1_loss(a, b, reduction="none"),
    "smooth_l1_loss": lambda a, b, beta: F.smooth_l1_loss(a, b, reduction="none", beta=beta),
    "huber_loss": lambda a, b, delta: F.huber_loss(a, b, reduction="none", delta=delta),
    "kl_div": lambda a, b: F.kl_div(a, b, reduction="none"),
    "kl_div_log": lambda a, b: F.kl_div(a, b, reduction="none", log_target=True),
    "where": lambda test, a, b: torch.where(test != 0, a, b),
    "gt": compared(torch.gt),
    "ge": compared(torch.ge),
    "lt": compared(torch.lt),
    "le": compared(torch.le),
    "eq": compared(torch.eq),
    "ne": compared(torch.ne),
}


def product(x, dims, keep):
    for dim in sorted(dims, reverse=True):
        x = torch.prod(x, dim, keepdim=keep)
    return x


REDUCTIONS = {
    "sum": lambda x, dims, keep: torch.sum(x, dims, keepdim=keep),
    "mean": lambda x, dims, keep: torch.mean(x, dims, keepdim=keep),
    "max": lambda x, dims, keep: torch.amax(x, dims, keepdim=keep),
    "min": lambda x, dims, keep: torch.amin(x, dims, keepdim=keep),
    "prod": product,
    "logsumexp": lambda x, dims, keep: torch.logsumexp(x, dims, keepdim=keep),
}


def pointwise(node, operands):
    parameters = [float(value) for value in node["parameters"]]
    return POINTWISE[node["function"]](*operands, *parameters)


def reduction(node, operands):
    if not node["dims"]:
        return operands[0]
    if node["kind"] == "norm":
        return torch.norm(operands[0], node["p"], node["dims"], keepdim=node["keep"])
    return REDUCTIONS[node["kind"]](operands[0], node["dims"], node["keep"])


def softmax(node, operands):
    function = torch.log_softmax if node["log"] else torch.softmax
    return function(operands[0], node["dim"])


def matmul(node, operands):
    a = operands[0].transpose(-1, -2) if node["transpose_a"] else operands[0]
    b = operands[1].transpose(-1, -2) if node["transpose_b"] else operands[1]
    y = torch.matmul(a, b)
    return y + operands[2] if len(operands) > 2 else y


def permute(node, operands):
    return operands[0].permute(node["order"])


def scan(node, operands):
    function = {"cumsum": torch.cumsum, "cumprod": torch.cumprod}[node["kind"]]
    return function(operands[0], node["dim"])


def arg_reduction(node, operands):
    function = {"argmax": torch.argmax, "argmin": torch.argmin}[node["kind"]]
    return function(operands[0], node["dim"], keepdim=node["keep"]).double()


def gather(node, operands):
    index = operands[1].long().unsqueeze(node["dim"])
    return torch.gather(operands[0], node["dim"], index).squeeze(node["dim"])


def convolution(node, operands):
    function = getattr(F, node["function"])
    bias = operands[2] if len(operands) > 2 else None
    arguments = {name: node[name] for name in ("stride", "padding", "dilation", "groups")}
    if node["transposed"]:
        arguments["output_padding"] = node["output_padding"]
    return function(operands[0], operands[1], bias, **arguments)


def pool(node, operands):
    function = getattr(F, node["function"])
    arguments = {"stride": node["stride"], "padding": node["padding"], "ceil_mode": node["ceil"]}
    own = ("dilation", "dilation") if node["max"] else ("count_include_pad", "counts_padding")
    arguments[own[0]] = node[own[1]]
    return function(operands[0], node["window"], **arguments)


def adaptive_pool(node, operands):
    return getattr(F, node["function"])(operands[0], node["size"])


def normalization(node, operands):
    x = operands[0]
    weight = operands[1] if len(operands) > 1 else None
    bias = operands[2] if len(operands) > 2 else None
    eps = float(node["eps"])
    shape = list(x.shape[x.dim() - node["trailing"]:])
    functions = {
        "batch_norm": lambda: F.batch_norm(x, None, None, weight, bias, training=True, eps=eps),
        "instance_norm": lambda: F.instance_norm(x, weight=weight, bias=bias, eps=eps),
        "group_norm": lambda: F.group_norm(x, node["groups"], weight, bias, eps),
        "layer_norm": lambda: F.layer_norm(x, shape, weight, bias, eps),
        "rms_norm": lambda: F.rms_norm(x, shape, weight, eps),
    }
    return functions[node["kind"]]()


def attention(node, operands):
    scale = float(node["scale"]) if "scale" in node else None
    return F.scaled_dot_product_attention(*operands, is_causal=node["causal"], scale=scale)


def pair_loss(node, operands):
    parameters = [float(value) for value in node["parameters"]]
    a, b = operands
    reduction = node["reduction"]
    functions = {
        "mse_loss": lambda: F.mse_loss(a, b, reduction=reduction),
        "l1_loss": lambda: F.l1_loss(a, b, reduction=reduction),
        "smooth_l1_loss": lambda: F.smooth_l1_loss(a, b, reduction=reduction, beta=parameters[0]),
        "huber_loss": lambda: F.huber_loss(a, b, reduction=reduction, delta=parameters[0]),
        "kl_div": lambda: F.kl_div(a, b, reduction=reduction),
        "kl_div_log": lambda: F.kl_div(a, b, reduction=reduction, log_target=True),
    }
    return functions[node["function"]]()


def row_loss(node, operands):
    parameters = [float(value) for value in node["parameters"]]
    reduction = node["reduction"]
    if node["kind"] == "cross_entropy":
        return F.cross_entropy(operands[0], operands[1].long(), reduction=reduction)
    if node["kind"] == "triplet_margin_loss":
        margin, eps = parameters
        return F.triplet_margin_loss(*operands, margin=margin, eps=eps, reduction=reduction)
    return F.cosine_similarity(*operands, dim=node["dim"], eps=parameters[0])


def recurrence(node, operands):
    """Steps one by one: torch.lstm's own sums are float64, too, but it has no gates to give."""
    gates, state = operands[0], operands[1]
    cell = operands[2] if node["states"] > 1 else None
    weight, *bias = operands[1 + node["states"] :]
    found = [torch.empty(0)] * gates.shape[0]
    steps = range(gates.shape[0])
    for step in reversed(steps) if node["reverse"] else steps:
        own = F.linear(state, weight, *bias)
        state, cell = CELLS[node["kind"]](gates[step], own, state, cell)
        found[step] = cell if node["cell"] else state
    return torch.stack(found)


def lstm(given, own, _, cell):
    i, f, g, o = (given + own).chunk(4, dim=-1)
    cell = torch.sigmoid(f) * cell + torch.sigmoid(i) * torch.tanh(g)
    return torch.sigmoid(o) * torch.tanh(cell), cell


def gru(given, own, state, cell):
    given, own = given.chunk(3, dim=-1), own.chunk(3, dim=-1)
    reset, update = torch.sigmoid(given[0] + own[0]), torch.sigmoid(given[1] + own[1])
    new = torch.tanh(given[2] + reset * own[2])
    return (1 - update) * new + update * state, cell


CELLS = {
    "lstm": lstm,
    "gru": gru,
    "rnn_tanh": lambda given, own, state, cell: (torch.tanh(given + own), cell),
    "rnn_relu": lambda given, own, state, cell: (torch.relu(given + own), cell),
}


def reshape(node, operands):
    return operands[0].reshape(node["shape"])


def reindex(node, operands):
    x = operands[0]
    functions = {
        "flip": lambda: x.flip(node["dims"]),
        "narrow": lambda: x.narrow(node["dim"], node["start"], node["length"]),
        "select": lambda: x.select(node["dim"], node["index"]),
        "triu": lambda: torch.triu(x, node["diagonal"]),
        "tril": lambda: torch.tril(x, node["diagonal"]),
        "diag": lambda: torch.diag(x),
        "expand": lambda: x.expand(node["shape"]),
    }
    return functions[node["kind"]]()


def concat(node, operands):
    return torch.cat(operands, node["dim"])


OPERATORS = {
    "pointwise": pointwise,
    "reduction": reduction,
    "softmax": softmax,
    "matmul": matmul,
    "permute": permute,
    "scan": scan,
    "arg_reduction": arg_reduction,
    "gather": gather,
    "convolution": convolution,
    "pool": pool,
    "adaptive_pool": adaptive_pool,
    "normalization": normalization,
    "attention": attention,
    "pair_loss": pair_loss,
    "row_loss": row_loss,
    "recurrence": recurrence,
    "reshape": reshape,
    "reindex": reindex,
    "concat": concat,
}


def elements(file, shape, writable):
    count = 1
    for length in shape:
        count *= length
    if count == 0:
        return torch.empty(shape, dtype=torch.float64)
    flat = torch.from_file(file, shared=writable, size=count, dtype=torch.float64)
    return flat.reshape(shape)


def operand(values, text):
    if "value" in text:
        return values[text["value"]]
    return torch.tensor(float(text["constant"]), dtype=torch.float64)


def evaluate(request):
    values = {}
    for name, tensor in request["inputs"].items():
        values[name] = elements(tensor["file"], tensor["shape"], False)
    for node in request["nodes"]:
        try:
            operands = [operand(values, text) for text in node["operands"]]
            value = OPERATORS[node["op"]](node, operands)
        except Exception as problem:
            raise ValueError("node %s: %s" % (node["text"], problem)) from problem
        if list(value.shape) != node["shape"]:
            shapes = (node["text"], list(value.shape), node["shape"])
            raise ValueError("node %s: PyTorch's result has shape %s, expected %s" % shapes)
        values[node["name"]] = value
    for name, file in request["outputs"].items():
        value = values[name]
        if value.numel() > 0:
            elements(file, list(value.shape), True).copy_(value)


def answer(line):
    try:
        evaluate(json.loads(line))
        return {"ok": True}
    except Exception as problem:
        return {"ok": False, "error": str(problem)}


def answer_all(requests, answers):
    with open(requests, encoding="utf-8") as lines, open(answers, "w", encoding="utf-8") as out:
        for line in lines:
            out.write(json.dumps(answer(line)) + "\n")
            out.flush()


def main(arguments):
    torch.set_num_threads(1)
    if arguments == ["probe"]:
        print(json.dumps({"python": platform.python_version(), "torch": torch.__version__}))
    elif arguments == ["serve"]:
        from kernelbench_file import service

        service.serve(elements)
    elif len(arguments) == 3 and arguments[0] == "opinion":
        from kernelbench_file import opinion

        opinion.answer(arguments[1], arguments[2])
    elif len(arguments) == 3 and arguments[0] == "evaluate":
        answer_all(arguments[1], arguments[2])
    else:
        raise SystemExit("unknown command " + " ".join(arguments))


main(sys.argv[1:])
