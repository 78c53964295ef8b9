"""Finds out from what distribution each tensor is drawn, by watching its making on the meta device.

A distribution is a tuple: ("uniform", low, high), ("normal", mean, deviation), ("integers", low,
high) with high excluded, ("constant", value), ("either", value, value), or ("unknown", why). A
structure around one is a tuple, too: ("triu", distribution), "tril", "symmetric" (the mean of a
matrix and its transpose), "scaled" (by one number that is uniform from 0 to 1) or "softmax" (over
the last dim).
"""

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from kernelbench_file.constants import Constants

UNSET = ("unknown", "it is never set")
SAME = {"detach", "alias", "view", "_unsafe_view", "clone", "t", "transpose", "permute", "expand"}
SAME |= {"unsqueeze", "squeeze", "lift_fresh", "contiguous", "_to_copy", "copy", "select", "slice"}
MOVED = {"t", "transpose", "permute", "expand", "unsqueeze", "squeeze", "select", "slice"}
MOVED |= {"view", "_unsafe_view"}
STRUCTURES = {"triu", "tril", "symmetric", "scaled", "softmax"}


def scaled(draw, factor, offset):
    """The distribution of factor * x + offset."""
    kind = draw[0]
    if kind == "uniform":
        low, high = sorted([draw[1] * factor + offset, draw[2] * factor + offset])
        return ("uniform", low, high)
    if kind == "normal":
        return ("normal", draw[1] * factor + offset, abs(factor) * draw[2])
    if kind == "constant":
        return ("constant", draw[1] * factor + offset)
    if kind == "either":
        return ("either", draw[1] * factor + offset, draw[2] * factor + offset)
    if kind == "symmetric" or kind in ("triu", "tril", "scaled") and offset == 0:
        return within(kind, scaled(draw[1], factor, offset))
    if draw == ("integers", 0, 2) and factor not in (1, -1):
        return ("either", float(offset), float(factor + offset))
    if kind == "integers" and factor in (1, -1):
        ends = sorted([draw[1] * factor + offset, (draw[2] - 1) * factor + offset])
        return ("integers", ends[0], ends[1] + 1)
    return ("unknown", "it is made of " + kind)


def within(structure, draw):
    """The distribution of what a structure makes of draws."""
    if draw[0] in ("unknown", "integers"):
        return ("unknown", "it is made by " + structure)
    return (structure, draw)


class Draws(TorchDispatchMode):
    """Records, by storage, how tensors are made while it is active."""

    def __init__(self):
        super().__init__()
        self.known = {}
        self.alive = []

    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        result = function(*args, **(kwargs or {}))
        name = function.overloadpacket.__name__
        if isinstance(result, torch.Tensor):
            self.record(name, args, kwargs or {}, result)
        return result

    def record(self, name, args, kwargs, result):
        self.alive.append(result)
        draw = self.made(name, args, kwargs, result)
        if draw is not None:
            self.known[key(result)] = draw

    def made(self, name, args, kwargs, result):
        if name in ("rand", "rand_like"):
            return ("uniform", 0.0, 1.0)
        if name in ("randn", "randn_like"):
            return ("normal", 0.0, 1.0)
        if name in ("randint", "randint_like"):
            bounds = [value for value in args if isinstance(value, int)]
            return ("integers",) + tuple(([0] + bounds)[-2:])
        if name in ("zeros", "zeros_like", "zero_"):
            return ("constant", 0.0)
        if name in ("ones", "ones_like"):
            return ("constant", 1.0)
        if name in ("full", "full_like", "fill_") and not isinstance(args[1], torch.Tensor):
            return ("constant", float(args[1]))
        if name == "uniform_":
            return ("uniform",) + numbers(args[1:], kwargs, [("from", 0.0), ("to", 1.0)])
        if name == "normal_":
            return ("normal",) + numbers(args[1:], kwargs, [("mean", 0.0), ("std", 1.0)])
        if name in ("empty", "empty_like", "empty_strided"):
            return UNSET
        return self.derived(name, args, result)

    def derived(self, name, args, result):
        sources = [value for value in args if isinstance(value, torch.Tensor)]
        if not sources:
            return ("unknown", "it is made by " + name)
        draw = self.of(sources[0])
        if name == "copy_" and len(sources) > 1:
            return self.of(sources[1])
        if name in MOVED and draw[0] in STRUCTURES and not same_matrices(result, sources[0]):
            return ("unknown", "it is made by %s of %s" % (name, draw[0]))
        if name in SAME:
            return ("integers", 0, 2) if result.dtype == torch.bool else draw
        plain = name.rstrip("_")
        if plain in ("triu", "tril") and set(args[1:]) <= {0}:
            return within(plain, draw)
        if name == "_softmax" and args[1] % result.dim() == result.dim() - 1:
            return within("softmax", draw)
        if plain in ("mul", "div", "add", "sub") and len(args) > 1:
            return self.arithmetic(plain, args[0], args[1], result)
        if name.endswith("_") or result.numel() > 0:
            return ("unknown", "it is made by " + plain)
        return None

    def arithmetic(self, name, left, right, result):
        if not isinstance(left, torch.Tensor):
            left, right = right, left
        draw = self.of(left)
        if isinstance(right, torch.Tensor):
            if right.dim() == 0 and name == "mul" and self.of(right) == ("uniform", 0.0, 1.0):
                return within("scaled", draw)
            if name == "add" and key(left) == key(right) and left.shape == right.shape:
                if left.stride() == right.stride():
                    return scaled(draw, 2, 0)
                if right.mT.stride() == left.stride() and draw[0] not in STRUCTURES:
                    return within("symmetric", scaled(draw, 2, 0))
            return ("unknown", "it is made by " + name)
        changes = {"mul": (right, 0), "div": (1 / right, 0), "add": (1, right), "sub": (1, -right)}
        return scaled(draw, *changes[name])

    def of(self, tensor):
        return self.known.get(key(tensor), ("unknown", "it is made outside of PyTorch's factories"))


def same_matrices(result, source):
    """Tells whether only dims of length 1 were added before the last two, or none at all."""
    ahead = result.shape[: -source.dim()]
    return result.shape == source.shape or (
        source.dim() > 1 and set(ahead) == {1} and result.shape[-source.dim() :] == source.shape
    )


def numbers(args, kwargs, names):
    given = list(args)
    return tuple(
        float(given[i]) if i < len(given) else float(kwargs.get(name, initial))
        for i, (name, initial) in enumerate(names)
    )


def key(tensor):
    return tensor.untyped_storage()._cdata


class Literals(TorchFunctionMode):
    """Records tensors that are made of numbers in the text: torch.tensor(0.5), torch.arange(8)."""

    def __init__(self, draws):
        super().__init__()
        self.draws = draws
        self.constants = Constants()

    def __torch_function__(self, function, types, args=(), kwargs=None):
        result = self.constants.call(function, args, kwargs or {})
        if getattr(function, "__name__", "") == "tensor" and isinstance(args[0], (int, float)):
            self.draws.alive.append(result)
            self.draws.known[key(result)] = ("constant", float(args[0]))
        return result


def alike(elements):
    """A distribution that has the range of known elements."""
    low, high = elements.min().item(), elements.max().item()
    if not elements.is_floating_point():
        return ("integers", int(low), int(high) + 1)
    if low == high:
        return ("constant", low)
    two = bool(((elements == low) | (elements == high)).all())
    return ("either" if two else "uniform", low, high)
