"""Operators that move, repeat or pick elements: the second part of the table."""

import torch

from kernelbench_file.constants import upper
from kernelbench_file.translation import operator


@operator("get_T", "get_mT", "t", "transpose", "swapaxes")
def transpose(call):
    x = call.args[0]
    rank = x.dim()
    if call.word in ("transpose", "swapaxes"):
        dims = [call.get(1, "dim0"), call.get(2, "dim1")]
    else:
        dims = [-2, -1]
    dims = sorted(dim % rank for dim in dims)
    if call.word == "get_T" and rank != 2:
        raise call.unsupported("T of a tensor with %d dims" % rank)
    recorder = call.recorder
    source = recorder.operand(x)
    emit = lambda: recorder.emit(
        "transpose", [source], {"dim0": dims[0], "dim1": dims[1]}, call.result
    )
    if dims == [rank - 2, rank - 1]:
        emit.matrix = x
    recorder.later[id(call.result)] = emit


@operator("permute")
def permute(call):
    call.emit("permute", [call.args[0]], {"dims": listed(call, 1, "dims")})


def listed(call, index, name):
    """view(2, 3) and view((2, 3)) say the same."""
    given = call.args[index:] if len(call.args) > index else call.kwargs.get(name, ())
    if len(given) == 1 and isinstance(given[0], (list, tuple)):
        given = given[0]
    return [int(value) for value in given]


@operator("view", "reshape", "unflatten")
def reshape(call):
    call.emit("reshape", [call.args[0]], {"shape": list(call.result.shape)})


@operator("squeeze")
def squeeze(call):
    x = call.args[0]
    given = call.get(1, "dim")
    dims = range(x.dim()) if given is None else given if isinstance(given, tuple) else [given]
    dims = sorted((dim % x.dim() for dim in dims if x.shape[dim] == 1), reverse=True)
    name = call.recorder.operand(x)
    shape = x
    for i, dim in enumerate(dims):
        shape = shape.squeeze(dim)
        last = i == len(dims) - 1
        name = call.recorder.emit(
            "squeeze", [name], {"dim": dim}, call.result if last else shape, last
        )
    if not dims:
        call.same()


@operator("expand", "expand_as", "broadcast_to")
def expand(call):
    if list(call.result.shape) == list(call.args[0].shape):
        return call.same()
    call.emit("expand", [call.args[0]], {"shape": list(call.result.shape)})


@operator("cat", "concat", "concatenate")
def cat(call):
    call.emit("cat", list(call.args[0]), {"dim": call.get(1, "dim", 0)})


@operator("stack")
def stack(call):
    dim = call.get(1, "dim", 0) % call.result.dim()
    names = [
        call.recorder.emit("unsqueeze", [call.recorder.operand(x)], {"dim": dim}, x.unsqueeze(dim), False)
        for x in call.args[0]
    ]
    call.recorder.emit("cat", names, {"dim": dim}, call.result)


@operator("roll")
def roll(call):
    """The end of each dim goes before its beginning."""
    shifts, dims = call.get(1, "shifts"), call.get(2, "dims")
    if dims in (None, (), []):
        raise call.unsupported("roll of all elements as one row")
    shifts = [shifts] if isinstance(shifts, int) else list(shifts)
    dims = [dims] if isinstance(dims, int) else list(dims)
    x = call.args[0]
    recorder, name = call.recorder, call.recorder.operand(x)
    for shift, dim in zip(shifts, dims):
        dim, length = dim % x.dim(), x.shape[dim]
        end = shift % length
        parts = [
            recorder.emit(
                "narrow",
                [name],
                {"dim": dim, "start": start, "length": count},
                x.narrow(dim, start, count),
                False,
            )
            for start, count in [(length - end, end), (0, length - end)]
            if count > 0
        ]
        name = recorder.emit("cat", parts, {"dim": dim}, x, False) if len(parts) > 1 else name
    recorder.names[id(call.result)] = name


@operator("unfold")
def unfold(call):
    """Windows beside each other are a new shape; those that overlap are more than was there."""
    dim, size, step = call.get(1, "dimension"), call.get(2, "size"), call.get(3, "step")
    x = call.args[0]
    dim = dim % x.dim()
    if size != step:
        raise call.unsupported("unfold with a step other than its size")
    recorder, name = call.recorder, call.recorder.operand(x)
    count = x.shape[dim] // size
    name = cut(recorder, name, x, dim, count * size)
    shape = list(x.shape[:dim]) + [count, size] + list(x.shape[dim + 1 :])
    wide = torch.empty(shape, dtype=x.dtype)
    name = recorder.emit("reshape", [name], {"shape": shape}, wide, False)
    order = [each for each in range(len(shape)) if each != dim + 1] + [dim + 1]
    recorder.emit("permute", [name], {"dims": order}, call.result)


def cut(recorder, name, x, dim, length):
    """The first elements along a dim."""
    if length == x.shape[dim]:
        return name
    parameters = {"dim": dim, "start": 0, "length": length}
    return recorder.emit("narrow", [name], parameters, x.narrow(dim, 0, length), False)


@operator("pad")
def pad(call):
    """Constant borders are tensors of their own beside the operand."""
    x, widths = call.get(0, "input"), list(call.get(1, "pad"))
    if call.get(2, "mode", "constant") != "constant" or min(widths) < 0:
        raise call.unsupported("pad that repeats or cuts elements")
    value, recorder, name = float(call.get(3, "value") or 0), call.recorder, call.recorder.operand(x)
    shape = list(x.shape)
    for i in range(0, len(widths), 2):
        dim = x.dim() - 1 - i // 2
        parts = [name]
        for side, width in enumerate(widths[i : i + 2]):
            if width > 0:
                border = torch.empty(shape[:dim] + [width] + shape[dim + 1 :], dtype=x.dtype)
                first = recorder.emit(
                    "narrow", [name], {"dim": dim, "start": 0, "length": 1}, border, False
                )
                zeros = recorder.emit("full_like", [first], {"fill_value": value}, border, False)
                parts[0 if side == 0 else len(parts) : 0 if side == 0 else len(parts)] = [zeros] * width
        shape[dim] += sum(widths[i : i + 2])
        whole = torch.empty(shape, dtype=x.dtype)
        name = recorder.emit("cat", parts, {"dim": dim}, whole, False) if len(parts) > 1 else name
    recorder.names[id(call.result)] = name


@operator("copy")
def copy(call):
    """A tensor that takes another's elements is that other from now on."""
    x, source = call.args[0], call.get(1, "src")
    if x.shape != source.shape or x.dtype != source.dtype or call.recorder.view_of(x):
        raise call.unsupported("copy_ into a part of a tensor, or of another shape or type")
    call.recorder.names[id(x)] = call.recorder.operand(source)


@operator("flip")
def flip(call):
    call.emit("flip", [call.args[0]], {"dims": listed(call, 1, "dims")})


@operator("narrow")
def narrow(call):
    dim, start, length = (
        call.get(1, "dim"),
        call.get(2, "start"),
        call.get(3, "length"),
    )
    call.emit("narrow", [call.get(0, "input")], {"dim": dim, "start": start, "length": length})


@operator("chunk", "split", "unbind")
def parts(call):
    x = call.get(0, "input")
    dim = call.get(1 if call.word == "unbind" else 2, "dim", 0) % x.dim()
    source = call.recorder.operand(x)
    start = 0
    for part in call.result:
        if call.word == "unbind":
            call.recorder.emit("select", [source], {"dim": dim, "index": start}, part)
            start += 1
        else:
            length = part.shape[dim]
            parameters = {"dim": dim, "start": start, "length": length}
            call.recorder.emit("narrow", [source], parameters, part)
            start += length


@operator("__getitem__")
def item(call):
    """Integers, slices without a step, None and ... become selects, narrows and unsqueezes."""
    x, index = call.args[0], call.args[1]
    index = list(index) if isinstance(index, tuple) else [index]
    if len(index) == 1 and isinstance(index[0], torch.Tensor):
        return rows(call, x, index[0])
    if any(isinstance(part, torch.Tensor) for part in index):
        raise call.unsupported("indexing by a tensor beside others")
    given = sum(part is not None and part is not Ellipsis for part in index)
    if Ellipsis in index:
        at = index.index(Ellipsis)
        index[at : at + 1] = [slice(None)] * (x.dim() - given)
    name, value, dim = call.recorder.operand(x), x, 0
    for part in index:
        length = None if part is None else value.shape[dim]
        if part is None:
            word, parameters, value = "unsqueeze", {"dim": dim}, value.unsqueeze(dim)
        elif isinstance(part, int):
            chosen = part % length
            word, parameters = "select", {"dim": dim, "index": chosen}
            value = value.select(dim, chosen)
            dim -= 1
        elif isinstance(part, slice) and part.step in (None, 1):
            start, stop, _ = part.indices(length)
            if (start, stop) == (0, length):
                dim += 1
                continue
            word, parameters = "narrow", {"dim": dim, "start": start, "length": stop - start}
            value = value.narrow(dim, start, stop - start)
        elif isinstance(part, slice) and part.step > 1 and part.stop is None:
            name, value = stepped(call.recorder, name, value, dim, part.start or 0, part.step)
            dim += 1
            continue
        else:
            raise call.unsupported("indexing by %s" % (part,))
        name = call.recorder.emit(word, [name], parameters, value, False)
        dim += 1
    call.recorder.names[id(call.result)] = name


def stepped(recorder, name, x, dim, start, step):
    """Every step-th element, where the step divides the length."""
    length = x.shape[dim]
    if length % step != 0 or not 0 <= start < step:
        raise recorder.unsupported("a slice whose step does not divide the dim's %d" % length)
    shape = list(x.shape[:dim]) + [length // step, step] + list(x.shape[dim + 1 :])
    wide = torch.empty(shape, dtype=x.dtype)
    name = recorder.emit("reshape", [name], {"shape": shape}, wide, False)
    value = wide.select(dim + 1, start)
    return recorder.emit("select", [name], {"dim": dim + 1, "index": start}, value, False), value


def rows(call, x, index):
    """Rows of a matrix at indices of one dim: gathered beside each other."""
    if x.dim() != 2 or index.dim() != 1 or index.dtype == torch.bool:
        raise call.unsupported("indexing by a tensor, but for rows of a matrix by a vector")
    (length, width), count, recorder = x.shape, index.shape[0], call.recorder
    table = torch.empty([length, count, width], dtype=x.dtype)
    name = recorder.emit("unsqueeze", [recorder.operand(x)], {"dim": 1}, x.unsqueeze(1), False)
    name = recorder.emit("expand", [name], {"shape": list(table.shape)}, table, False)
    wide = index.unsqueeze(1)
    at = recorder.emit("unsqueeze", [recorder.operand(index)], {"dim": 1}, wide, False)
    wide = wide.expand(count, width)
    at = recorder.emit("expand", [at], {"shape": list(wide.shape)}, wide, False)
    recorder.emit("gather", [name, at], {"dim": 0}, call.result)


@operator("diag")
def diag(call):
    if call.args[0].dim() != 1 or call.get(1, "diagonal", 0) != 0:
        raise call.unsupported("diag of a matrix or beside the diagonal")
    call.emit("diag", [call.args[0]])


@operator("masked_fill")
def masked_fill(call):
    x, mask = call.args[0], call.get(1, "mask")
    diagonal = upper(call.recorder.known.of(mask))
    if diagonal is None or mask.shape != x.shape[-2:]:
        return call.emit("where", [mask, call.get(2, "value"), x])
    recorder = call.recorder
    ones = recorder.emit("ones_like", [recorder.operand(x)], {}, x, False)
    mask = recorder.emit("triu", [ones], {"diagonal": diagonal}, x, False)
    value = recorder.operand(call.get(2, "value"))
    recorder.emit("where", [mask, value, recorder.operand(x)], {}, call.result)
