"""Times an operator graph with PyTorch, eager and compiled, on a GPU, or for tests on the CPU.

    timer.py DEVICE        such as cuda:0 or cpu

Says what it found in a line of JSON on standard output, then answers each line of standard input, a
JSON object, with one: {"ok": true, ...}, or {"ok": false, "error": "..."}. It ends with its input.

    {"do": "load", "inputs": {"x": {"file", "shape", "dtype"}}, "nodes": [...], "outputs": {"y": "f32"},
     "written": ["y = F.gelu(x)"], "l2": bytes}    -> {"source": the function that is timed}
    {"do": "begin", "arm": "eager" or "compile", "lock": file}    the first call, which compiles
    {"do": "warm", "arm": ...}                     -> {"firstSeconds", "hostMicros"}
    {"do": "sample", "arm": ..., "samples": n}     -> {"micros": [...]}, cold
    {"do": "pick", "arm": ..., "outputs": {"y": {"indices", "file"}}}    some elements of one call

While it times kernels to choose among them, the compiler holds the lock, as whoever times on the GPU does;
it is left out where nobody else uses the GPU. Times are of CUDA events around the function's kernels, each sample behind a write of twice the L2
cache. The GPU sleeps before each sample for as long as the host needs to enqueue it, so no sample
waits for Python.
"""

import contextlib
import fcntl
import functools
import json
import os
import sys
import time
import warnings

warnings.filterwarnings("ignore")
ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)  # whatever libraries print is no answer

import torch  # noqa: E402
import torch.nn.functional as F  # noqa: E402

from clocks import EventClock, HostClock, warmed  # noqa: E402
from dtypes import TYPES  # noqa: E402

INFIX = {"add": "+", "sub": "-", "mul": "*", "div": "/", "pow": "**"}
COMPARED = {"gt": ">", "ge": ">=", "lt": "<", "le": "<=", "eq": "==", "ne": "!="}
PLAIN = set(
    "neg abs sign floor ceil round exp expm1 log log1p sqrt rsqrt square reciprocal sin cos tanh erf"
    " sigmoid relu".split()
)
FUNCTIONAL = set(
    "logsigmoid relu6 gelu silu softplus leaky_relu elu selu mish hardtanh hardsigmoid hardswish"
    " softsign".split()
)


def number(text):
    value = float(text)
    return repr(value) if value == value and abs(value) != float("inf") else 'float("%s")' % text


class Source:
    """Writes a graph as the PyTorch that a person would write, a line for each node."""

    def __init__(self, request):
        self.lines = []
        self.flags = set()
        self.names = {}
        for name in request["inputs"]:
            self.names[name] = "v_" + name
        for node in request["nodes"]:
            self.names[node["name"]] = "v_" + node["name"]
        if request["written"]:
            self.lines = list(request["written"])
            self.names = {name: name for name in self.names}
            results = list(request["outputs"])
        else:
            for node in request["nodes"]:
                text = getattr(self, node["op"])(node)
                self.lines.append("%s = %s" % (self.names[node["name"]], text))
            results = [self.result(request, name) for name in request["outputs"]]
        arguments = ", ".join(self.names[name] for name in request["inputs"])
        self.text = "def graph(%s):\n" % arguments
        self.text += "".join("    %s\n" % line for line in self.lines)
        self.text += "    return (%s,)\n" % ", ".join(results)

    def result(self, request, name):
        """A view is no result: what a kernel would write, PyTorch must too."""
        node = [one for one in request["nodes"] if one["name"] == name][0]
        view = (
            node["op"] in ("permute", "reshape")
            or (node["op"] == "reduction" and not node["dims"])
            or (node["op"] == "reindex" and node["kind"] in ("narrow", "select"))
            or node.get("function") == "dropout"
        )
        clone = ".clone(memory_format=torch.contiguous_format)" if view else ""
        return self.names[name] + clone

    def operand(self, node, index, flag=False):
        operand = node["operands"][index]
        if "constant" in operand:
            return number(operand["constant"])
        name = self.names[operand["value"]]
        if operand["value"] in self.flags and not flag:
            return "%s.to(torch.%s)" % (name, str(TYPES[node["dtype"]]).split(".")[1])
        return name

    def constant(self, node, index):
        return "constant" in node["operands"][index]

    def pointwise(self, node):
        function = node["function"]
        if function in INFIX:
            return "%s %s %s" % (self.operand(node, 0), INFIX[function], self.operand(node, 1))
        if function in COMPARED:
            self.flags.add(node["name"])
            parts = (self.operand(node, 0, True), COMPARED[function], self.operand(node, 1, True))
            return "%s %s %s" % parts
        if function in ("maximum", "minimum"):
            return self.extreme(node, function)
        if function == "where":
            test = self.operand(node, 0, True)
            if node["operands"][0].get("value") not in self.flags:
                test += " != 0"
            return "torch.where(%s, %s, %s)" % (test, self.operand(node, 1), self.operand(node, 2))
        first = self.operand(node, 0)
        rest = "".join(", " + number(value) for value in node["parameters"])
        if function == "gelu_tanh":
            return 'F.gelu(%s, approximate="tanh")' % first
        if function == "dropout":
            return first  # in evaluation mode
        if function == "full_like":
            return "torch.full_like(%s%s)" % (first, rest)
        if function == "clamp":
            return "torch.clamp(%s%s)" % (first, rest)
        if function in FUNCTIONAL:
            return "F.%s(%s%s)" % (function, first, rest)
        if function in PLAIN:
            return "torch.%s(%s%s)" % (function, first, rest)
        raise ValueError("no PyTorch for " + node["text"])

    def extreme(self, node, function):
        bound = "min" if function == "maximum" else "max"
        for constant, tensor in ((0, 1), (1, 0)):
            if self.constant(node, constant):
                parts = (self.operand(node, tensor), bound, self.operand(node, constant))
                return "torch.clamp(%s, %s=%s)" % parts
        return "torch.%s(%s, %s)" % (function, self.operand(node, 0), self.operand(node, 1))

    def reduction(self, node):
        x = self.operand(node, 0)
        if not node["dims"]:
            return x
        keep = ", keepdim=True" if node["keep"] else ""
        if node["kind"] == "prod":
            for dim in sorted(node["dims"], reverse=True):
                x = "torch.prod(%s, %d%s)" % (x, dim, keep)
            return x
        if node["kind"] == "norm":
            parts = (x, node["p"], tuple(node["dims"]), keep)
            return "torch.linalg.vector_norm(%s, %r, %s%s)" % parts
        function = {"max": "amax", "min": "amin"}.get(node["kind"], node["kind"])
        return "torch.%s(%s, %s%s)" % (function, x, tuple(node["dims"]), keep)

    def softmax(self, node):
        function = "log_softmax" if node["log"] else "softmax"
        return "torch.%s(%s, %d)" % (function, self.operand(node, 0), node["dim"])

    def matmul(self, node):
        a = self.operand(node, 0) + (".mT" if node["transpose_a"] else "")
        b = self.operand(node, 1)
        if len(node["operands"]) > 2:
            bias = self.operand(node, 2)
            if node["transpose_b"] and node.get("linear"):
                return "F.linear(%s, %s, %s)" % (a, b, bias)
            return "torch.matmul(%s, %s) + %s" % (a, b + ".mT" if node["transpose_b"] else b, bias)
        return "torch.matmul(%s, %s)" % (a, b + ".mT" if node["transpose_b"] else b)

    def permute(self, node):
        return "%s.permute(%s)" % (self.operand(node, 0), tuple(node["order"]))

    def scan(self, node):
        return "torch.%s(%s, %d)" % (node["kind"], self.operand(node, 0), node["dim"])

    def arg_reduction(self, node):
        parts = (node["kind"], self.operand(node, 0), node["dim"], node["keep"])
        return "torch.%s(%s, %d, keepdim=%s)" % parts

    def gather(self, node):
        dim = node["dim"]
        parts = (self.operand(node, 0), dim, self.operand(node, 1), dim, dim)
        return "torch.gather(%s, %d, %s.long().unsqueeze(%d)).squeeze(%d)" % parts

    def operands(self, node):
        return ", ".join(self.operand(node, index) for index in range(len(node["operands"])))

    def arguments(self, node, names):
        return "".join(", %s=%r" % (to, node[name]) for to, name in names)

    def convolution(self, node):
        names = ["stride", "padding", "dilation", "groups"]
        if node["transposed"]:
            names.append("output_padding")
        arguments = self.arguments(node, [(name, name) for name in names])
        return "F.%s(%s%s)" % (node["function"], self.operands(node), arguments)

    def pool(self, node):
        own = ("dilation", "dilation") if node["max"] else ("count_include_pad", "counts_padding")
        names = [("stride", "stride"), ("padding", "padding"), ("ceil_mode", "ceil"), own]
        parts = (node["function"], self.operand(node, 0), node["window"])
        return "F.%s(%s, %r%s)" % (*parts, self.arguments(node, names))

    def adaptive_pool(self, node):
        return "F.%s(%s, %r)" % (node["function"], self.operand(node, 0), node["size"])

    def normalization(self, node):
        x = self.operand(node, 0)
        affine = ["weight=%s", "bias=%s"][: len(node["operands"]) - 1]
        affine = "".join(
            ", " + word % self.operand(node, index + 1) for index, word in enumerate(affine)
        )
        rest = "%s, eps=%s)" % (affine, number(node["eps"]))
        shape = "%s.shape[%s.dim() - %d:]" % (x, x, node["trailing"])
        return {
            "batch_norm": "F.batch_norm(%s, None, None, training=True%s" % (x, rest),
            "instance_norm": "F.instance_norm(%s%s" % (x, rest),
            "group_norm": "F.group_norm(%s, %r%s" % (x, node.get("groups"), rest),
            "layer_norm": "F.layer_norm(%s, %s%s" % (x, shape, rest),
            "rms_norm": "F.rms_norm(%s, %s%s" % (x, shape, rest),
        }[node["kind"]]

    def attention(self, node):
        scale = ", scale=" + number(node["scale"]) if "scale" in node else ""
        parts = (self.operands(node), node["causal"], scale)
        return "F.scaled_dot_product_attention(%s, is_causal=%r%s)" % parts

    def pair_loss(self, node):
        values = [number(value) for value in node["parameters"]]
        names = {"smooth_l1_loss": "beta", "huber_loss": "delta"}
        function = node["function"]
        own = ", %s=%s" % (names[function], values[0]) if function in names else ""
        if function == "kl_div_log":
            function, own = "kl_div", ", log_target=True"
        return "F.%s(%s, reduction=%r%s)" % (function, self.operands(node), node["reduction"], own)

    def row_loss(self, node):
        values = [number(value) for value in node["parameters"]]
        reduction = ", reduction=%r" % node["reduction"]
        if node["kind"] == "cross_entropy":
            parts = (self.operand(node, 0), self.operand(node, 1), reduction)
            return "F.cross_entropy(%s, %s.long()%s)" % parts
        if node["kind"] == "triplet_margin_loss":
            own = ", margin=%s, eps=%s" % tuple(values)
            return "F.triplet_margin_loss(%s%s%s)" % (self.operands(node), own, reduction)
        parts = (self.operands(node), node["dim"], values[0])
        return "F.cosine_similarity(%s, dim=%d, eps=%s)" % parts

    def reshape(self, node):
        return "%s.reshape(%s)" % (self.operand(node, 0), tuple(node["shape"]))

    def reindex(self, node):
        x = self.operand(node, 0)
        kind = node["kind"]
        if kind == "flip":
            return "torch.flip(%s, %r)" % (x, node["dims"])
        if kind == "narrow":
            return "%s.narrow(%d, %d, %d)" % (x, node["dim"], node["start"], node["length"])
        if kind == "select":
            return "%s.select(%d, %d)" % (x, node["dim"], node["index"])
        return "torch.diag(%s)" % x if kind == "diag" else "torch.%s(%s, %d)" % (
            kind,
            x,
            node["diagonal"],
        )

    def concat(self, node):
        return "torch.cat((%s,), %d)" % (self.operands(node), node["dim"])


def tensor(device, described):
    shape = described["shape"]
    count = 1
    for length in shape:
        count *= length
    dtype = TYPES[described["dtype"]]
    if count == 0:
        return torch.empty(shape, dtype=dtype, device=device)
    flat = torch.from_file(described["file"], shared=False, size=count, dtype=dtype)
    return flat.reshape(shape).to(device) if device.type == "cuda" else flat.reshape(shape).clone()


TURNS = []  # those that this process has begun and not ended


@contextlib.contextmanager
def turn(lock):
    """Keeps others off the GPU, if there is a lock: it is this process's until its outermost turn ends."""
    if not lock or TURNS:
        yield
        return
    with open(lock, "a") as file:
        fcntl.lockf(file, fcntl.LOCK_EX)
        TURNS.append(lock)
        try:
            yield
        finally:
            TURNS.pop()


@contextlib.contextmanager
def measuring(lock):
    """Keeps others off the GPU while torch.compile measures kernels."""
    if not lock:
        yield
        return
    from torch._inductor.runtime import benchmarking

    kinds = [getattr(benchmarking, name, None) for name in ("TritonBenchmarker", "InductorBenchmarker")]
    plain = [(kind, kind.benchmark_gpu) for kind in kinds if kind and "benchmark_gpu" in vars(kind)]

    def guarded(measure):
        @functools.wraps(measure)
        def within(*arguments, **named):
            with turn(lock):
                return measure(*arguments, **named)

        return within

    for kind, measure in plain:
        kind.benchmark_gpu = guarded(measure)
    try:
        yield
    finally:
        for kind, measure in plain:
            kind.benchmark_gpu = measure


class Session:
    def __init__(self, device):
        self.device = torch.device(device)
        self.arms = {}
        torch.backends.cuda.matmul.allow_tf32 = False
        torch.backends.cudnn.allow_tf32 = False
        torch.set_float32_matmul_precision("highest")
        if self.device.type == "cuda":
            torch.cuda.set_device(self.device)

    def hello(self):
        found = {"ok": True, "torch": torch.__version__, "device": str(self.device)}
        found["cuda"] = torch.version.cuda or ""
        found["gpu"] = ""
        if self.device.type == "cuda":
            found["gpu"] = torch.cuda.get_device_name(self.device)
        found["settings"] = {
            "tf32": torch.backends.cuda.matmul.allow_tf32 or torch.backends.cudnn.allow_tf32,
            "float32 matmul precision": torch.get_float32_matmul_precision(),
            "deterministic": torch.are_deterministic_algorithms_enabled(),
            "compile": "torch.compile(mode=default, dynamic=False)",
        }
        return found

    def load(self, request):
        self.arms, self.first, self.inputs = {}, {}, []
        if self.device.type == "cuda":
            torch.cuda.empty_cache()
        source = Source(request)
        scope = {"torch": torch, "F": F}
        exec(compile(source.text, "graph.py", "exec"), scope)
        self.graph = scope["graph"]
        self.outputs = request["outputs"]
        self.inputs = [tensor(self.device, one) for one in request["inputs"].values()]
        cuda = self.device.type == "cuda"
        self.clock = EventClock(self.device, request["l2"]) if cuda else HostClock(request["l2"])
        return {"source": source.text}

    def arm(self, name):
        if name not in self.arms:
            function = self.graph
            if name == "compile":
                torch._dynamo.reset()
                function = torch.compile(self.graph, dynamic=False)
            self.arms[name] = lambda: function(*self.inputs)
        return self.arms[name]

    def begin(self, request):
        name, lock = request["arm"], request.get("lock")
        with turn(lock) if name == "eager" else measuring(lock):
            begin = time.perf_counter()
            self.arm(name)()
            self.clock.settle()
            self.first[name] = time.perf_counter() - begin
        return {}

    def warm(self, request):
        found = warmed(self.clock, self.arm(request["arm"]), self.clock.settle)
        found["firstSeconds"] = self.first.get(request["arm"], found["firstSeconds"])
        return found

    def sample(self, request):
        return {"micros": self.clock.sample(self.arm(request["arm"]), request["samples"])}

    def pick(self, request):
        for (name, dtype), value in zip(self.outputs.items(), self.arm(request["arm"])()):
            picked = request["outputs"][name]
            count = os.path.getsize(picked["indices"]) // 8
            with open(picked["file"], "wb") as file:
                file.truncate(count * torch.empty(0, dtype=TYPES[dtype]).element_size())
            if count > 0:
                chosen = torch.from_file(picked["indices"], size=count, dtype=torch.int64)
                some = value.reshape(-1)[chosen.to(self.device)].to(TYPES[dtype]).cpu()
                torch.from_file(picked["file"], shared=True, size=count, dtype=some.dtype).copy_(some)
        return {}

    def answer(self, line):
        request = json.loads(line)
        with torch.inference_mode():
            verbs = (self.load, self.begin, self.warm, self.sample, self.pick)
            done = {verb.__name__: verb for verb in verbs}
            return {"ok": True, **done[request["do"]](request)}


def say(answer):
    ANSWERS.write(json.dumps(answer) + "\n")
    ANSWERS.flush()


def main(arguments):
    try:
        session = Session(arguments[0])
        say(session.hello())
    except Exception as problem:
        say({"ok": False, "error": "%s: %s" % (type(problem).__name__, problem)})
        return
    for line in sys.stdin:
        try:
            say(session.answer(line))
        except Exception as problem:
            text = str(problem).strip().split("\n")
            say({"ok": False, "error": "%s: %s" % (type(problem).__name__, " ".join(text[:3]))})


if __name__ == "__main__":
    main(sys.argv[1:])
