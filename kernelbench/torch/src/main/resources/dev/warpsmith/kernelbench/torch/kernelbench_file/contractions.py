"""Equations of torch.einsum as batched matrix products, two operands at a time."""

import math

import torch

from kernelbench_file.translation import operator


class Factor:
    """A tensor of an equation: its name in the graph, a letter for each dim, and its shape."""

    def __init__(self, name, letters, value):
        self.name = name
        self.letters = letters
        self.value = value

    def length(self, letter):
        return self.value.shape[self.letters.index(letter)]


@operator("einsum")
def einsum(call):
    operands = call.args[1:] if isinstance(call.args[1], torch.Tensor) else call.args[1]
    equation = call.args[0].replace(" ", "")
    if len(operands) == 2 and is_product(equation):
        return call.emit("einsum", list(operands), {"equation": equation})
    left, arrow, result = equation.partition("->")
    terms = left.split(",")
    if not arrow or "." in equation or any(len(set(term)) < len(term) for term in terms + [result]):
        raise call.unsupported("einsum '%s'" % equation)
    factors = [
        Factor(call.recorder.operand(x), term, x) for term, x in zip(terms, operands, strict=True)
    ]
    step = Contraction(call.recorder)
    whole = factors.pop(0)
    while factors:
        other = factors.pop(0)
        wanted = set(result).union(*(each.letters for each in factors))
        whole = step.product(whole, other, wanted)
    step.finish(whole, result, call.result)


def is_product(equation):
    """Tells whether the graph's own einsum takes it: a batch, or none on the right, and matrices."""
    left, _, result = equation.partition("->")
    a, _, b = left.partition(",")
    if len(a) < 2 or len(b) < 2 or a[:-2] != b[:-2] and len(b) > 2:
        return False
    return a[-1] == b[-2] and result == a[:-1] + b[-1] and len(set(a + b[-1])) == len(a) + 1


class Contraction:
    def __init__(self, recorder):
        self.recorder = recorder

    def emit(self, word, names, parameters, value):
        return self.recorder.emit(word, names, parameters, value, False)

    def product(self, a, b, wanted):
        """One factor of two: letters that both have and nobody wants are summed over."""
        a, b = self.summed(a, wanted | set(b.letters)), self.summed(b, wanted | set(a.letters))
        batch = "".join(x for x in a.letters if x in b.letters and x in wanted)
        inner = "".join(x for x in a.letters if x in b.letters and x not in wanted)
        rows = "".join(x for x in a.letters if x not in b.letters)
        columns = "".join(x for x in b.letters if x not in a.letters)
        if not inner:
            return self.scaled(a, b, batch, rows, columns)
        left = self.matrices(a, [batch, rows, inner])
        right = self.matrices(b, [batch, inner, columns])
        value = torch.bmm(left.value, right.value)
        name = self.emit("matmul", [left.name, right.name], {}, value)
        lengths = [a.length(x) for x in batch + rows] + [b.length(x) for x in columns]
        return self.shaped(Factor(name, "", value), batch + rows + columns, lengths)

    def scaled(self, a, b, batch, rows, columns):
        """Without a sum, elements are multiplied as they are broadcast."""
        left = self.ordered(a, batch + rows)
        right = self.ordered(b, batch + columns)
        lengths = [a.length(x) for x in batch + rows]
        left = self.shaped(left, left.letters, lengths + [1] * len(columns))
        lengths = [b.length(x) for x in batch]
        lengths += [1] * len(rows) + [b.length(x) for x in columns]
        right = self.shaped(right, right.letters, lengths)
        value = left.value * right.value
        return Factor(self.emit("mul", [left.name, right.name], {}, value), batch + rows + columns, value)

    def summed(self, x, wanted):
        dims = [i for i, letter in enumerate(x.letters) if letter not in wanted]
        if not dims:
            return x
        value = x.value.sum(dims)
        letters = "".join(letter for letter in x.letters if letter in wanted)
        return Factor(self.emit("sum", [x.name], {"dim": dims}, value), letters, value)

    def matrices(self, x, parts):
        ordered = self.ordered(x, "".join(parts))
        lengths = [math.prod(x.length(letter) for letter in part) for part in parts]
        return self.shaped(ordered, "", lengths)

    def ordered(self, x, letters):
        order = [x.letters.index(letter) for letter in letters]
        if order == sorted(order):
            return x
        value = x.value.permute(order)
        return Factor(self.emit("permute", [x.name], {"dims": order}, value), letters, value)

    def shaped(self, x, letters, lengths):
        if list(x.value.shape) == lengths:
            return Factor(x.name, letters, x.value)
        value = torch.empty(lengths, dtype=x.value.dtype)
        return Factor(self.emit("reshape", [x.name], {"shape": lengths}, value), letters, value)

    def finish(self, x, letters, result):
        x = self.summed(x, set(letters))
        x = self.ordered(x, letters)
        self.recorder.names[id(result)] = x.name
