"""Records what a module computes as lines of an operator graph.

The module runs once on the meta device, where tensors have shapes but no elements. Every call of
PyTorch passes by the recorder (a torch function mode), which sees the public operator (conv2d, not
its parts) with its real arguments. So loops and branches over shapes are simply followed; whoever
asks must run the module at other sizes, too, and compare.
"""

import types

import torch
from torch.overrides import TorchFunctionMode, resolve_name

from kernelbench_file.constants import Constants, single
from kernelbench_file.faults import Fault, current_line

TYPES = {
    torch.float64: "f64",
    torch.float32: "f32",
    torch.float16: "f16",
    torch.bfloat16: "bf16",
    torch.int64: "i64",
    torch.int32: "i32",
    torch.int16: "i16",
    torch.int8: "i8",
    torch.uint8: "u8",
    torch.bool: "bool",
}


# Calls whose own Python is recorded, and results that PyTorch would take long to find.
COMPOSED = {"multi_head_attention_forward"}
RESULTS = {}
DRAWN = {"rand": ("uniform", 0.0, 1.0), "randn": ("normal", 0.0, 1.0)}


class Number(float):
    """A number among a module's inputs; the graph names it."""

    name = ""


class Line:
    """One operator applied: its result's name, operands (names and numbers) and parameters."""

    def __init__(self, name, word, operands, parameters, result):
        self.name = name
        self.word = word
        self.operands = operands
        self.parameters = parameters
        self.shape = list(result.shape)
        self.type = TYPES.get(result.dtype, str(result.dtype))

    def structure(self):
        """What must be the same at every size, given which parameters may hold lengths."""
        return (self.name, self.word, tuple(map(str, self.operands)), self.type, len(self.shape))


class Recorder(TorchFunctionMode):
    """Records while it is active; the operators that it knows are given as a table."""

    def __init__(self, path, operators, taken, known=None, drawn=None):
        super().__init__()
        self.path = path
        self.taken = taken
        self.count = 0
        self.operators = operators
        self.lines = []
        self.notes = []
        self.names = {}
        self.kept = []
        self.later = {}
        self.constants = {}
        self.known = known or Constants()
        self.drawn = drawn
        self.modules = []
        self.used = []

    def declare(self, tensor, name):
        """Gives a tensor that is there before the module runs its name."""
        self.names[id(tensor)] = name
        self.kept.append(tensor)

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        word = short_name(function)
        if not self.traced(args) and not self.traced(kwargs.values()):
            kwargs.pop("device", None)
            return self.constant(word, function, args, kwargs)
        if word in ("to", "cuda", "cpu") and args:
            return self.moved(word, args, kwargs)
        if word in COMPOSED:
            with self:
                return parts_of(function)(*args, **kwargs)
        result = RESULTS[word](*args) if word in RESULTS else function(*args, **kwargs)
        if holds_tensor(result):
            self.keep(result)
            self.translate(word, function, args, kwargs, result)
        return result

    def constant(self, word, function, args, kwargs):
        """A tensor that does not depend on the inputs is known if it has one value."""
        result = self.known.call(function, args, kwargs)
        if isinstance(result, torch.Tensor):
            self.kept.append(result)
            value = fill_value(word, args, kwargs)
            value = single(self.known.of(result)) if value is None else value
            if value is not None:
                self.constants[id(result)] = value
            elif word in DRAWN and self.drawn:
                self.drawn(result, DRAWN[word], lambda: function(*args, **kwargs))
        return result

    def moved(self, word, args, kwargs):
        """Devices mean nothing here; other types do."""
        wanted = [value for value in [*args[1:], *kwargs.values()] if value in TYPES]
        if wanted and wanted[0] != args[0].dtype:
            raise self.unsupported("conversion of %s to %s" % (args[0].dtype, wanted[0]))
        return args[0]

    def translate(self, word, function, args, kwargs, result):
        handler = self.operators.get(word)
        if handler is None:
            raise self.unsupported("operator '%s'" % (resolve_name(function) or word))
        try:
            handler(Call(self, word, args, kwargs, result))
        except (TypeError, KeyError, IndexError, ValueError) as error:
            text = "operator '%s' with such arguments (%s)" % (resolve_name(function) or word, error)
            raise self.unsupported(text) from error

    def unsupported(self, what):
        inside = ""
        if self.modules:
            path, kind = self.modules[-1]
            inside = " in %s (%s)" % (path, kind) if path else ""
        return Fault("unsupported", what + inside, current_line(self.path))

    def traced(self, values):
        for value in values:
            if isinstance(value, (list, tuple)):
                if self.traced(value):
                    return True
            elif isinstance(value, torch.Tensor):
                if id(value) in self.names or id(value) in self.later:
                    return True
        return False

    def keep(self, result):
        """Tensors are known by identity, so none may go while the recorder is in use."""
        if isinstance(result, torch.Tensor):
            self.kept.append(result)
        else:
            self.kept.extend(part for part in result if isinstance(part, torch.Tensor))

    def emit(self, word, operands, parameters, result, register=True):
        """Adds a line, and names the result."""
        self.count += 1
        while "t%d" % self.count in self.taken:
            self.count += 1
        name = "t%d" % self.count
        self.lines.append(Line(name, word, operands, dict(parameters), result))
        if register:
            self.names[id(result)] = name
            self.later.pop(id(result), None)
        return name

    def operand(self, value, near=None):
        """The text of an operand: a value's name, or a number."""
        if isinstance(value, Number):
            return value.name
        if isinstance(value, bool):
            raise self.unsupported("a truth value as an operand")
        if isinstance(value, (int, float)):
            return float(value)
        if not isinstance(value, torch.Tensor):
            raise self.unsupported("a %s as an operand" % type(value).__name__)
        if id(value) in self.later:
            self.later.pop(id(value))()
        if id(value) in self.names:
            name = self.names[id(value)]
            if name not in self.used:
                self.used.append(name)
            return name
        if id(value) in self.constants:
            return self.filled(value, self.constants[id(value)], near)
        raise self.unsupported("a tensor of shape %s that is no parameter" % list(value.shape))

    def filled(self, value, number, near):
        """A tensor of one value beside another operand is a number if it does not widen it."""
        if value.dim() == 0:
            return number
        if near is not None and widens(value.shape, near.shape):
            raise self.unsupported("a constant tensor of shape %s" % list(value.shape))
        return number

    def view_of(self, result):
        """Tells whether another named value shares the elements of a tensor."""
        where = result.untyped_storage()._cdata
        others = [part for part in self.kept if id(part) in self.names and part is not result]
        return any(part.untyped_storage()._cdata == where for part in others)


class Call:
    """One call to translate, its arguments found by position or name."""

    def __init__(self, recorder, word, args, kwargs, result):
        self.recorder = recorder
        self.word = word
        self.args = args
        self.kwargs = kwargs
        self.result = result
        if kwargs.get("out") is not None:
            raise recorder.unsupported("the argument out=")

    def get(self, index, name, initial=None):
        if index < len(self.args):
            return self.args[index]
        return self.kwargs.get(name, initial)

    def emit(self, word, operands, parameters=()):
        """Adds a line whose operands are tensors and numbers of the call."""
        tensors = [value for value in operands if isinstance(value, torch.Tensor)]
        wide = [value for value in tensors if id(value) not in self.recorder.constants]
        texts = [self.recorder.operand(value, wide[0] if wide else None) for value in operands]
        if self.in_place() and self.recorder.view_of(self.result):
            raise self.recorder.unsupported("'%s' in place on a tensor with views" % self.word)
        return self.recorder.emit(word, texts, parameters, self.result)

    def in_place(self):
        return bool(self.args) and self.result is self.args[0]

    def same(self):
        """The result is the first operand itself."""
        self.recorder.names[id(self.result)] = self.recorder.operand(self.args[0])

    def unsupported(self, what):
        return self.recorder.unsupported(what)


def parts_of(function):
    """A function of PyTorch's that does not hand itself to the recorder, but what it calls."""
    known = {**function.__globals__, "has_torch_function": lambda tensors: False}
    opened = types.FunctionType(
        function.__code__, known, function.__name__, function.__defaults__, function.__closure__
    )
    opened.__kwdefaults__ = function.__kwdefaults__
    return opened


def short_name(function):
    """The last part of a function's name: add for Tensor.add_, torch.add and operator.add."""
    name = getattr(function, "__name__", "")
    if name in ("__get__", "__set__"):
        return "get_" + function.__self__.__name__
    if name == "fn" or not name:
        name = (resolve_name(function) or name).split(".")[-1]
    if name.startswith("__") and name.endswith("__"):
        return name
    return name.rstrip("_")


def holds_tensor(value):
    if isinstance(value, (list, tuple)):
        return any(holds_tensor(part) for part in value)
    return isinstance(value, torch.Tensor)


def widens(shape, other):
    return list(torch.broadcast_shapes(shape, other)) != list(other)


def fill_value(word, args, kwargs):
    if word in ("zeros", "zeros_like"):
        return 0.0
    if word in ("ones", "ones_like"):
        return 1.0
    given = args[1] if word in ("full", "full_like") and len(args) > 1 else None
    if word in ("tensor", "as_tensor", "scalar_tensor") and args:
        given = args[0]
    if word in ("full", "full_like") and "fill_value" in kwargs:
        given = kwargs["fill_value"]
    return float(given) if isinstance(given, (int, float)) else None
