"""One run of a problem on the meta device: its inputs, weights and graph at one size."""

import inspect
import re

import torch
from torch.nn.modules.module import register_module_forward_hook, register_module_forward_pre_hook

from kernelbench_file import contractions, recurrences, views  # noqa: F401: more of the table
from kernelbench_file.draws import Draws, Literals, alike
from kernelbench_file.faults import Fault, guarded
from kernelbench_file.recorder import TYPES, Number, Recorder
from kernelbench_file.translation import OPERATORS

RESERVED = set(
    "ceildiv min max auto bool break case char class const constexpr continue default delete do"
    " double else enum extern false float for goto if inline int long namespace new operator"
    " private public register return short signed sizeof static struct switch template this true"
    " typedef typename union unsigned using virtual void volatile while defined threadIdx blockIdx"
    " blockDim gridDim warpSize asm inf".split()
)


class Tensor:
    """An input of the task: an argument of forward or a weight."""

    def __init__(self, name, path, tensor, draw):
        self.name = name
        self.path = path
        self.shape = list(tensor.shape)
        self.type = TYPES[tensor.dtype]
        self.draw = draw


class Names:
    """Names that are not taken yet."""

    def __init__(self, taken):
        self.taken = set(taken) | RESERVED

    def free(self, wanted):
        name = re.sub(r"[^A-Za-z0-9_]", "_", wanted).lstrip("_") or "x"
        name = name if name[0].isalpha() else "x" + name
        while name in self.taken or re.fullmatch(r"[ty][0-9]*", name):
            name += "_"
        self.taken.add(name)
        return name


class Trace:
    """What a problem does at one size."""

    def __init__(self, problem, values):
        self.problem = problem
        self.tensors = []
        self.numbers = {}
        self.notes = []
        self.outputs = []
        self.draws = Draws()
        with torch.device("meta"):
            self.run(values)

    def run(self, values):
        literals = Literals(self.draws)
        self.constants = literals.constants
        with self.draws, literals:
            names = self.problem.run(values)
            given = self.problem.inputs(names)
            model = self.problem.model(names)
        free = Names(self.problem.sites)
        self.random = {}
        self.computed = []
        self.recorder = Recorder(
            self.problem.path,
            OPERATORS,
            self.problem.sites,
            self.constants,
            lambda *drawn: self.drew(free, *drawn),
        )
        self.argument_paths = argument_names(model, len(given))
        self.given = list(zip(self.argument_paths, given))
        arguments = [
            self.argument(name, value, free) for name, value in zip(self.argument_paths, given)
        ]
        self.weights(model, free)
        result = self.forward(model, arguments)
        self.returned(result)
        used = self.recorder.used
        self.tensors = [tensor for tensor in self.tensors if tensor.name in used]
        self.lines = live(self.recorder.lines, self.outputs)
        self.notes += list(dict.fromkeys(self.recorder.notes))
        computed = [name for name in self.computed if name in used]
        if computed:
            text = "the file computes what is drawn from its range here: %s"
            self.notes.append(text % ", ".join(computed))

    def argument(self, wanted, value, free):
        name = free.free(wanted)
        if isinstance(value, torch.Tensor):
            meta = value.to("meta") if value.device.type != "meta" else value
            self.add(name, wanted, meta, self.draws.of(value))
            return meta
        if type(value) is float:
            number = Number(value)
            number.name = name
            self.numbers[name] = value
            return number
        if isinstance(value, (int, bool)):
            self.notes.append("the input %s is the fixed number %s" % (wanted, value))
            return value
        text = "get_inputs() gives a %s for '%s', expected a tensor or a number"
        raise Fault("inputs", text % (type(value).__name__, wanted))

    def drew(self, free, tensor, draw, again):
        """What forward draws is an input, so that it can be the same for whatever is compared."""
        path = "drawn%d" % (len(self.random) + 1)
        self.random[path] = again
        self.add(free.free(path), path, tensor, draw)
        self.notes.append("the input %s is what Model.forward draws anew at each call" % path)

    def add(self, name, path, tensor, draw):
        if tensor.dtype not in TYPES:
            raise Fault("inputs", "'%s' has the type %s, which tasks have not" % (path, tensor.dtype))
        elements = self.constants.under(tensor)
        if draw[0] == "unknown" and elements is not None and elements.numel() > 0:
            draw = alike(elements)
            if draw[0] != "constant":
                self.computed.append(name)
        self.tensors.append(Tensor(name, path, tensor, draw))
        self.recorder.declare(tensor, name)

    def weights(self, model, free):
        for path, tensor in [*model.named_parameters(), *model.named_buffers()]:
            draw = self.draws.of(tensor)
            if path.endswith(("running_mean", "running_var", "num_batches_tracked")):
                continue  # a norm's running averages: nothing that is computed depends on them
            self.add(free.free(path), path, tensor, draw)

    def forward(self, model, arguments):
        modules = {part: path for path, part in model.named_modules()}
        enter = lambda part, _: self.recorder.modules.append(
            (modules.get(part, ""), type(part).__name__)
        )
        leave = lambda part, _, result: self.recorder.modules.pop() and None
        hooks = [register_module_forward_pre_hook(enter), register_module_forward_hook(leave)]
        try:
            with torch.no_grad(), self.recorder:
                return guarded(
                    "trace", "Model.forward failed", self.problem.path, lambda: model(*arguments)
                )
        finally:
            for hook in hooks:
                hook.remove()

    def returned(self, result):
        values = list(result.values()) if isinstance(result, dict) else result
        values = list(values) if isinstance(values, (list, tuple)) else [values]
        if not values or not all(isinstance(value, torch.Tensor) for value in values):
            kinds = ", ".join(type(value).__name__ for value in values) or "nothing"
            raise Fault("trace", "Model.forward returns %s, expected tensors" % kinds)
        for value in values:
            name = self.recorder.operand(value)
            computed = [line.name for line in self.recorder.lines]
            if name not in computed:
                raise Fault("unsupported", "a result that is an input as it is ('%s')" % name)
            if name in self.outputs:
                raise Fault("unsupported", "the same result returned twice")
            self.outputs.append(name)

    def slots(self):
        """Every length that may depend on the size, by where it stands."""
        slots = {}
        for tensor in self.tensors:
            if tensor.draw[0] == "integers":
                slots["draw", tensor.name, 1] = int(tensor.draw[1])
                slots["draw", tensor.name, 2] = int(tensor.draw[2])
            for axis, length in enumerate(tensor.shape):
                slots["input", tensor.name, axis] = length
        for line in self.lines:
            for name, value in line.parameters.items():
                if name in LENGTHS:
                    for i, length in enumerate(value if isinstance(value, list) else [value]):
                        slots["line", line.name, name, i] = int(length)
        return slots

    def structure(self):
        """What is the same at every size of one task."""
        fixed = []
        for line in self.lines:
            rest = [
                (name, "length" if name in LENGTHS else str(value))
                for name, value in line.parameters.items()
            ]
            fixed.append((line.structure(), rest))
        inputs = [(tensor.name, tensor.type, len(tensor.shape)) for tensor in self.tensors]
        return (inputs, fixed, self.outputs, sorted(self.slots()))


LENGTHS = {"num_groups", "normalized_shape", "shape", "start", "length", "index", "groups"}


def argument_names(model, count):
    """The parameters of forward; numbered ones where it takes any number of them."""
    kinds = inspect.Parameter
    named = [
        parameter.name
        for parameter in inspect.signature(model.forward).parameters.values()
        if parameter.kind in (kinds.POSITIONAL_ONLY, kinds.POSITIONAL_OR_KEYWORD)
    ]
    return (named + ["input%d" % i for i in range(len(named), count)])[:count]


def live(lines, outputs):
    """The lines that an output needs."""
    needed = set(outputs)
    kept = []
    for line in reversed(lines):
        if line.name in needed:
            kept.append(line)
            needed.update(operand for operand in line.operands if isinstance(operand, str))
    return kept[::-1]
