"""What a file computes of nothing but numbers: positions, masks, a schedule of rates.

On the meta device such tensors have no elements. Here each call that makes one is done again on the
CPU, so that its elements are known when they are asked for (x.item()), or say more than its shape.
"""

import torch

LARGEST = 1 << 20
FACTORIES = {"zeros", "ones", "full", "eye", "arange", "linspace", "logspace", "tensor"}
FACTORIES |= {"as_tensor", "scalar_tensor", "tril_indices", "triu_indices"}
NUMBERS = {"item", "tolist", "__float__", "__int__", "__bool__", "__index__", "numpy"}
RANDOM = {"uniform_", "normal_", "random_", "bernoulli", "bernoulli_", "exponential_", "multinomial"}
RANDOM |= {"rand_like", "randn_like", "randint_like", "trunc_normal_", "dropout", "cauchy_"}


class Constants:
    """Tensors whose elements are known; by identity, so they are kept alive."""

    def __init__(self):
        self.known = {}
        self.placed = {}
        self.kept = []
        self.spoiled = set()

    def of(self, tensor):
        """A tensor's elements, or None."""
        known = self.known.get(id(tensor))
        return known if known is not None and storage(tensor) not in self.spoiled else None

    def under(self, tensor):
        """The elements of a tensor that is a known one by another name, as a Parameter is."""
        known = self.placed.get(place(tensor))
        return known if known is not None and storage(tensor) not in self.spoiled else None

    def call(self, function, args, kwargs):
        """Calls a function; answers what needs elements from those that are known."""
        name = getattr(function, "__name__", "")
        if name in NUMBERS and args and isinstance(args[0], torch.Tensor):
            known = self.of(args[0])
            return function(args[0] if known is None else known)
        result = function(*args, **kwargs)
        if name == "__iter__":
            result = list(result)
        self.follow(name, function, args, kwargs, result)
        return iter(result) if name == "__iter__" else result

    def follow(self, name, function, args, kwargs, result):
        changed = [args[0]] if name == "__setitem__" or args and result is args[0] else []
        with torch._C.DisableTorchFunction():
            elements = self.repeated(name, function, args, kwargs, result)
        if elements is None:
            self.spoiled.update(map(storage, filter(is_tensor, changed)))
        elif not changed:
            self.keep(result, elements)

    def repeated(self, name, function, args, kwargs, result):
        """The call's result with elements, or None if it has none or needs what is not known."""
        tensors = list(filter(is_tensor, [*flat(args), *flat(kwargs.values())]))
        made = list(filter(is_tensor, flat([result]))) + tensors[:1]
        factory = name in FACTORIES and not tensors
        known = tensors and all(self.of(tensor) is not None for tensor in tensors)
        if not (factory or known) or name in RANDOM or any(x.numel() > LARGEST for x in made):
            return None
        kwargs = {key: self.swapped(value) for key, value in kwargs.items()}
        if factory or "device" in kwargs:
            kwargs["device"] = "cpu"
        try:
            elements = function(*self.swapped(args), **kwargs)
            return list(elements) if name == "__iter__" else elements if elements is not None else ()
        except Exception:
            return None

    def swapped(self, value):
        if isinstance(value, (list, tuple)):
            return type(value)(map(self.swapped, value)) if type(value) in (list, tuple) else value
        return self.of(value) if isinstance(value, torch.Tensor) else value

    def keep(self, result, elements):
        if is_tensor(result) and is_tensor(elements):
            self.known[id(result)] = elements
            self.placed[place(result)] = elements
            self.kept.append(result)
        elif isinstance(result, (list, tuple)) and isinstance(elements, (list, tuple)):
            for part, own in zip(result, elements):
                self.keep(part, own)


def flat(values):
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from flat(value)
        else:
            yield value


def is_tensor(value):
    return isinstance(value, torch.Tensor)


def storage(tensor):
    return tensor.untyped_storage()._cdata


def place(tensor):
    return (storage(tensor), tensor.storage_offset(), tensor.shape, tensor.stride())


def single(elements):
    """The value that all elements have, or None."""
    if elements is None or elements.numel() == 0 or elements.is_complex():
        return None
    first = elements.reshape(-1)[0]
    return float(first) if bool((elements == first).all()) else None


def upper(elements):
    """The diagonal from which on a square mask is true, and false below it; None if it is none."""
    if elements is None or elements.dim() != 2 or elements.shape[0] != elements.shape[1]:
        return None
    ones = torch.ones(elements.shape, dtype=torch.bool, device="cpu")
    for diagonal in (0, 1):
        if torch.equal(elements != 0, ones.triu(diagonal)):
            return diagonal
    return None
