"""Which lengths are dims of the task, which follow from them, and small sizes for checks.

Every integer that a file writes out is changed, one at a time, and the problem is run again on the
meta device. One is a dim if only lengths change: not the operators, not their other parameters.
Several that must change together (channels that a layer norm's last dim must equal) are one dim.
Where the graph that follows cannot be proven at all sizes, whoever asks may ask again for less.
"""

import math
import re

from kernelbench_file.faults import Fault
from kernelbench_file.tracing import RESERVED, Trace
from kernelbench_file.translation import Length

FREEDOMS = ["all", "multiples", "batch", "none"]
LEAST_WEIGHT_DIM = 16
SHRINKS_FROM = 9
MUCH = 1 << 23
ODD = [
    [67],
    [67, 131],
    [33, 67, 35],
    [5, 7, 33, 35],
    [3, 5, 7, 9, 11, 13],
]
EVEN = [[64], [16, 256], [8, 64, 32], [2, 8, 16, 32], [2, 8, 16, 16, 16, 8]]
FEW_ODD = [[3], [3, 35], [3, 7, 35], [3, 5, 7, 9]]
FEW_EVEN = [[2], [2, 32], [2, 8, 32], [2, 8, 16, 16]]
OTHERS = [9, 11, 13, 8, 16, 15, 17, 24, 19, 23, 32, 33, 35, 40, 48, 51, 64, 67, 96, 128, 131, 256]
OTHERS += [512, 768, 1024, 1536, 2048, 4096]


class Dim:
    """A length that may be chosen: sites of the file, each a multiple of it."""

    def __init__(self, name, full, multiples):
        self.name = name
        self.full = full
        self.multiples = multiples

    def values(self, length):
        return {site: factor * length for site, factor in self.multiples.items()}


class Sizes:
    """The dims of a problem and the expressions of all lengths.

    The freedom says how many of them may be dims where not all can be: one of FREEDOMS.
    """

    def __init__(self, problem, freedom=FREEDOMS[0]):
        self.problem = problem
        self.full = Trace(problem, {})
        self.structure = self.full.structure()
        self.slots = self.full.slots()
        self.changed = {}
        self.dims = self.ordered(self.find())
        self.expressions = {}
        self.fit()
        if self.halve():
            self.fit()
        self.fixed = []
        if freedom != FREEDOMS[0]:
            self.restrict(freedom)

    def restrict(self, freedom):
        """Keeps the dims of which more is known, and notes which lengths stay as they are."""
        before = {dim.name: dim for dim in self.dims}
        if freedom == "multiples":
            self.dims = [self.stepped(dim) for dim in self.dims]
            self.fit()
            self.dims = [dim for dim in self.dims if dim.full < SHRINKS_FROM or self.shrinks(dim)]
        elif freedom == "batch":
            self.dims = [dim for dim in self.dims if self.counts_samples(dim)]
        else:
            self.dims = []
        self.fit()
        kept = {site for dim in self.dims for site in dim.multiples}
        self.fixed = [name for name, dim in before.items() if not kept & dim.multiples.keys()]

    def stepped(self, dim):
        """A dim of which only multiples give the same graph becomes what is multiplied."""
        steps = [step for step in range(1, dim.full) if dim.full % step == 0]
        for step in steps:
            if self.works(dim, dim.full + step) and self.works(dim, dim.full + 2 * step):
                break
        else:
            return dim
        site, factor = min(dim.multiples.items(), key=lambda each: each[1])
        name = site + "_by%d" % (step * factor)
        if step == 1 or name in self.problem.sites:
            return dim
        multiples = {site: step * factor for site, factor in dim.multiples.items()}
        part = Dim(name, dim.full // step, multiples)
        return part if self.vary(part) else dim

    def works(self, dim, length):
        trace = self.trace(dim.values(length))
        size = {**self.full_size(), dim.name: length}
        return trace is not None and self.holds(trace, size)

    def shrinks(self, dim):
        """Tells whether a smaller length was found; else lengths near it may be the same by chance."""
        size = self.full_size()
        return any(
            length < dim.full and self.fits({**size, dim.name: length})
            for length in sorted(OTHERS) + [dim.full // 2]
        )

    def counts_samples(self, dim):
        """Tells whether it is the first length of an argument."""
        first = self.full.argument_paths[0]
        names = [tensor.name for tensor in self.full.tensors if tensor.path == first]
        return any(("input", name, 0) in self.changed[dim.name][1] for name in names)

    def full_size(self):
        return {dim.name: dim.full for dim in self.dims}

    def trace(self, values):
        """The problem at another size, or None if that is not the same graph."""
        try:
            trace = Trace(self.problem, values)
        except Fault:
            return None
        return trace if trace.structure() == self.structure else None

    def find(self):
        dims, stiff = [], []
        for site, value in self.problem.sites.items():
            if value > 1 and site not in RESERVED and re.fullmatch("[A-Za-z][A-Za-z0-9_]*", site):
                dim = Dim(site, value, {site: 1})
                if not self.vary(dim):
                    stiff.append(dim)
                elif self.counts(dim):
                    dims.append(dim)
        return self.tied(stiff, dims)

    def vary(self, dim):
        """Tries other lengths of a dim; keeps what the first that works changes."""
        for length in [2 * dim.full, dim.full + 1, 3 * dim.full]:
            trace = self.trace(dim.values(length))
            if trace is not None:
                slots = trace.slots()
                moved = {key: slots[key] for key in slots if slots[key] != self.slots[key]}
                self.changed[dim.name] = (length, moved)
                return True
        return False

    def counts(self, dim):
        """Inputs depend on it, or weights do and it is no kernel's size."""
        moved = self.changed[dim.name][1]
        paths = self.full.argument_paths
        arguments = {tensor.name for tensor in self.full.tensors if tensor.path in paths}
        inputs = any(key[0] == "input" and key[1] in arguments for key in moved)
        weights = any(key[0] == "input" for key in moved)
        return inputs or (weights and dim.full >= LEAST_WEIGHT_DIM)

    def tied(self, stiff, dims):
        """Joins sites that can only change together with another to one dim."""
        for first in list(stiff):
            if first not in stiff:
                continue
            for other in [*stiff, *dims]:
                small, large = sorted([first, other], key=lambda dim: dim.full)
                if first is not other and large.full % small.full == 0:
                    multiples = {small.name: 1, large.name: large.full // small.full}
                    dim = Dim(small.name, small.full, multiples)
                    if self.vary(dim) and self.counts(dim):
                        dims = [each for each in dims if each is not other] + [dim]
                        stiff = [each for each in stiff if each not in (first, other)]
                        break
        return dims

    def ordered(self, dims):
        """Dims in the order in which the inputs' shapes meet them."""
        keys = list(self.slots)
        first = lambda dim: min(keys.index(key) for key in self.changed[dim.name][1])
        return sorted(dims, key=first)

    def fit(self):
        """Finds each length's expression; dims that some length follows oddly are fixed."""
        while True:
            odd = set()
            self.expressions = {}
            for key in self.slots:
                expression = self.expression(key)
                if expression is None:
                    odd.update(dim.name for dim in self.dims if key in self.changed[dim.name][1])
                else:
                    self.expressions[key] = expression
            if not odd:
                return
            self.dims = [dim for dim in self.dims if dim.name not in odd]

    def halve(self):
        """Makes dims even where lengths are not as their expressions say at odd ones: pooling by 2
        and its inverse give the same length back then.
        """
        halves = {}
        for dim in self.dims:
            trace = self.trace(dim.values(dim.full + 1))
            size = self.full_size()
            size[dim.name] += 1
            if trace is not None and dim.full % 2 == 0 and not self.holds(trace, size):
                multiples = {site: 2 * factor for site, factor in dim.multiples.items()}
                half = Dim(dim.name + "_half", dim.full // 2, multiples)
                if half.name not in self.problem.sites and self.vary(half):
                    halves[dim.name] = half
        self.dims = [halves.get(dim.name, dim) for dim in self.dims]
        return bool(halves)

    def holds(self, trace, size):
        """Tells whether lengths are as their expressions say."""
        return all(
            eval(self.expressions[key].replace("/", "//"), {}, dict(size)) == length
            for key, length in trace.slots().items()
        )

    def expression(self, key):
        value = self.slots[key]
        terms = []
        for dim in self.dims:
            length, moved = self.changed[dim.name]
            if key in moved:
                terms.append((dim, length, moved[key]))
        if not terms:
            return str(value)
        return product(value, terms) or affine(value, terms)

    def sizes(self):
        """Small sizes that were tried: an odd one, and an even one; of few samples if that is much."""
        found = []
        for table, few in [(ODD, FEW_ODD), (EVEN, FEW_EVEN)]:
            size = self.of_table(table)
            if self.fixed or self.elements(size) > MUCH:
                size = self.of_table(few)
            if size and size not in found:
                found.append(size)
        if self.fixed and found and self.elements(found[-1]) > MUCH:
            return found[-1:]  # whole images through a whole model: one size says enough
        return found or [self.full_size()]

    def of_table(self, table):
        wanted = table[min(len(self.dims), len(table)) - 1] if self.dims else []
        return self.shrunk(wanted)

    def elements(self, size):
        """How many elements all results have together."""
        trace = self.trace(self.values(size))
        return sum(math.prod(line.shape) for line in (trace or self.full).lines)

    def shrunk(self, wanted):
        size = self.full_size()
        for i, dim in enumerate(self.dims):
            parity = wanted[0] % 2
            others = sorted(OTHERS, key=lambda length: length % 2 != parity)
            for length in [wanted[i % len(wanted)], *others]:
                if length < dim.full and self.fits({**size, dim.name: length}):
                    size[dim.name] = length
                    break
        return size

    def values(self, size):
        """What the file's sites are at a size of the task."""
        values = {}
        for dim in self.dims:
            values.update(dim.values(size[dim.name]))
        return values

    def fits(self, size):
        """The graph is the same there, lengths are as their expressions say, none shrinks to 1."""
        trace = self.trace(self.values(size))
        return trace is not None and self.holds(trace, size) and all(
            small > 1 or full == 1
            for line, whole in zip(trace.lines, self.full.lines)
            for small, full in zip(extents(line), extents(whole))
        )


def extents(line):
    """What a line's result is long: its dims, and the channels of a group."""
    groups = line.parameters.get("num_groups")
    return line.shape + ([line.shape[1] // groups] if groups else [])


def product(value, terms):
    """c * a * b, or a * b / c."""
    full = math.prod(dim.full for dim, _, _ in terms)
    if not all(moved * dim.full == value * length for dim, length, moved in terms):
        return None
    names = " * ".join(dim.name for dim, _, _ in terms)
    if value == full:
        return Length(names)
    if value % full == 0:
        return Length("%d * %s" % (value // full, names))
    return Length("%s / %d" % (names, full // value)) if full % value == 0 else None


def affine(value, terms):
    """2 * a + b - 1."""
    text, rest = "", value
    for dim, length, moved in terms:
        factor, remainder = divmod(moved - value, length - dim.full)
        if remainder != 0 or factor <= 0:
            return None
        text += (" + " if text else "") + ("" if factor == 1 else "%d * " % factor) + dim.name
        rest -= factor * dim.full
    sign = " + " if rest > 0 else " - "
    return Length(text + (sign + str(abs(rest)) if rest else ""))
