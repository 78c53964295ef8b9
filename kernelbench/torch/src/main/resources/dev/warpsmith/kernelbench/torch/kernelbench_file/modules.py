"""Runs the user's module itself: outputs for given inputs and weights, in float64 or in its own
types, on the CPU; and statistics of what PyTorch draws.
"""

import torch
from torch.overrides import TorchFunctionMode

from kernelbench_file.faults import guarded
from kernelbench_file.problem import Problem
from kernelbench_file.recorder import DRAWN
from kernelbench_file.tracing import Trace

SAMPLES = 1 << 24
ONE = 1e-4


def values_at(sites, size):
    """The values of a file's sites, given how they follow from the task's dims."""
    return {
        site: factor * size[dim]
        for dim, multiples in sites.items()
        for site, factor in multiples.items()
    }


def evaluate(request, elements):
    """Answers a request for the module's outputs; elements(file, shape, writable) maps a file."""
    problem = Problem(request["file"])
    values = values_at(request["sites"], request["size"])
    trace = Trace(problem, values)
    given = {}
    for tensor in trace.tensors:
        entry = request["inputs"][tensor.name]
        given[tensor.path] = elements(entry["file"], entry["shape"], False)
    own = request.get("types") == "own"
    if not own:
        torch.set_default_dtype(torch.float64)
    names = problem.run(values)
    model = problem.model(names) if own else doubled(problem.model(names))
    arguments = [
        replaced(value, path, given, request["numbers"], own)
        for path, value in zip(trace.argument_paths, problem.inputs(names))
    ]
    load(model, given)
    with torch.no_grad(), Redrawn(trace.random, given):
        results = guarded("trace", "Model.forward failed", problem.path, lambda: model(*arguments))
    results = list(results.values()) if isinstance(results, dict) else results
    results = list(results) if isinstance(results, (list, tuple)) else [results]
    for value, (name, file) in zip(results, request["outputs"].items(), strict=True):
        if value.numel() > 0:
            elements(file, list(value.shape), True).copy_(value)


class Redrawn(TorchFunctionMode):
    """Gives what is drawn while it is active the elements that were given for it."""

    def __init__(self, random, given):
        super().__init__()
        self.paths = list(random)
        self.given = given
        self.count = 0

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        if getattr(function, "__name__", "") in DRAWN and self.count < len(self.paths):
            given = self.given.get(self.paths[self.count])
            self.count += 1
            return result if given is None else given.to(result.dtype)
        return result


def doubled(model):
    """The model in float64, with the tensors that it keeps without saying so."""
    for part in model.double().modules():
        for name, value in vars(part).items():
            if isinstance(value, torch.Tensor) and value.is_floating_point():
                setattr(part, name, value.double())
    return model


def replaced(value, path, given, numbers, own):
    """The argument with the elements that were given for it, in its own kind of type."""
    if isinstance(value, torch.Tensor):
        if path not in given:
            return value.double() if value.is_floating_point() and not own else value
        wide = value.is_floating_point() and not own
        return given[path].to(torch.float64 if wide else value.dtype)
    return float(numbers.get(path, value)) if type(value) is float else value


def load(model, given):
    with torch.no_grad():
        for path, tensor in [*model.named_parameters(), *model.named_buffers()]:
            if path in given:
                tensor.copy_(given[path])


def statistics(request):
    """Mean, deviation, range and structure of each input and weight as PyTorch draws it.

    Weights have their full size, as their bounds follow from it; inputs that of the request.
    """
    torch.manual_seed(20240229)
    problem = Problem(request["file"])
    trace = Trace(problem, {})
    model = problem.model(problem.run({}))
    weights = dict([*model.named_parameters(), *model.named_buffers()])
    small = problem.run(values_at(request["sites"], request["size"]))
    inputs = dict(zip(trace.argument_paths, problem.inputs(small)))
    found = {}
    for tensor in trace.tensors:
        if tensor.path in trace.random:
            value = trace.random[tensor.path]()
        else:
            value = weights[tensor.path] if tensor.path in weights else inputs[tensor.path]
        found[tensor.name] = summary(value.detach())
    return found


def summary(value):
    flat = value.reshape(-1)[:SAMPLES].double()
    return {
        "count": flat.numel(),
        "mean": flat.mean().item(),
        "deviation": flat.std(correction=0).item(),
        "least": flat.min().item(),
        "largest": flat.max().item(),
        "structures": structures(value) if value.numel() <= SAMPLES else [],
    }


def structures(value):
    """What is seen of a tensor's structure; nothing is if all its elements are equal."""
    if value.dim() == 0 or not value.is_floating_point() or value.min() == value.max():
        return []
    found = []
    if value.dim() > 1 and min(value.shape[-2:]) > 1:
        found += ["triu"] if torch.equal(value, value.triu()) else []
        found += ["tril"] if torch.equal(value, value.tril()) else []
        square = value.shape[-1] == value.shape[-2]
        found += ["symmetric"] if square and torch.equal(value, value.mT) else []
    sums = value.double().sum(-1)
    if value.min() >= 0 and (sums - 1).abs().max() < ONE:
        found.append("softmax")
    return found
