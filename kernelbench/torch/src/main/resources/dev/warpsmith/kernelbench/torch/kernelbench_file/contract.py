"""What a ModelNew must be given to stand beside a file's Model: the constructor's arguments, the
order of forward's, and Model's weights as a seed draws them. A ModelNew runs elsewhere and does not
see the file.
"""

import ast
import ctypes
import zlib

import torch

from kernelbench_file.faults import Fault, guarded
from kernelbench_file.modules import values_at
from kernelbench_file.problem import Problem
from kernelbench_file.recorder import TYPES
from kernelbench_file.tracing import Trace


def contract(request, elements):
    """Answers with names and numbers; writes the weights that the task has into files."""
    problem = Problem(request["file"])
    values = values_at(request["sites"], request["size"])
    trace = Trace(problem, values)
    if any(tensor.path in trace.random for tensor in trace.tensors):
        raise Fault("arguments", "Model.forward draws what it computes with anew at each call")
    names = problem.run(values)
    given = guarded("model", "get_init_inputs() failed", problem.path, names["get_init_inputs"])
    torch.manual_seed(request["seed"])
    model = problem.model(names)
    state = dict([*model.named_parameters(), *model.named_buffers()])
    weights = {tensor.name: tensor.path for tensor in trace.tensors if tensor.path in state}
    for name, path in weights.items():
        value = state[path].detach()
        if value.numel() > 0:
            elements(request["weights"][name], list(value.shape), True).copy_(value)
    used = {tensor.path: tensor.name for tensor in trace.tensors}
    return {
        "constructor": literal(given),
        "arguments": [argument(path, value, used) for path, value in trace.given],
        "weights": weights,
        "state": {path: summary(value.detach()) for path, value in state.items()},
    }


def literal(value):
    """The text of a value that can be read back without running anything."""
    text = repr(value)
    try:
        if ast.literal_eval(text) == value:
            return text
    except (ValueError, SyntaxError, RuntimeError):
        pass
    kinds = sorted({type(one).__name__ for one in (value if isinstance(value, list) else [value])})
    raise Fault("arguments", "get_init_inputs() gives %s" % ", ".join(kinds))


def argument(path, value, used):
    if not isinstance(value, torch.Tensor):
        return {"value": literal(value)}
    if path in used:
        return {"input": used[path]}
    return {"zeros": list(value.shape), "dtype": TYPES[value.dtype]}


def summary(value):
    flat = value.contiguous()
    size = flat.numel() * flat.element_size()
    memory = (ctypes.c_char * size).from_address(flat.data_ptr()) if size else b""
    dtype = TYPES.get(value.dtype, str(value.dtype))
    return {"shape": list(value.shape), "dtype": dtype, "crc": zlib.crc32(memory)}
