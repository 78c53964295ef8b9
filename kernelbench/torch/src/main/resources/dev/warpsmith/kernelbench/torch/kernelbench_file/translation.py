"""From PyTorch's operators to those of the operator graph: a table by the function's name."""

import math

import torch

OPERATORS = {}


class Length(str):
    """A length as an expression over dims."""


# Signatures in PyTorch's order: 'x' an operand, 'x?' one that may be None, 'p:1' a parameter with
# its default, 'p~' ignored, 'p!' only its default (None, False, 0 or 1) is supported.
SIGNATURES = {
    "softplus": "input beta:1 threshold:20",
    "leaky_relu": "input negative_slope:0.01 inplace~",
    "elu": "input alpha:1.0 inplace~",
    "hardtanh": "input min_val:-1.0 max_val:1.0 inplace~",
    "clamp": "input min: max:",
    "gelu": "input approximate:none",
    "where": "condition input other",
    "full_like": "input fill_value:",
    "zeros_like": "input",
    "ones_like": "input",
    "argmax": "input dim: keepdim:False",
    "argmin": "input dim: keepdim:False",
    "cumsum": "input dim: dtype!",
    "cumprod": "input dim: dtype!",
    "softmax": "input dim: _stacklevel~ dtype!",
    "log_softmax": "input dim: _stacklevel~ dtype!",
    "logsumexp": "input dim: keepdim:False",
    "amax": "input dim: keepdim:False",
    "amin": "input dim: keepdim:False",
    "mean": "input dim: keepdim:False dtype!",
    "sum": "input dim: keepdim:False dtype!",
    "prod": "input dim: keepdim:False dtype!",
    "linear": "input weight bias?",
    "conv1d": "input weight bias? stride:1 padding:0 dilation:1 groups:1",
    "conv2d": "input weight bias? stride:1 padding:0 dilation:1 groups:1",
    "conv3d": "input weight bias? stride:1 padding:0 dilation:1 groups:1",
    "conv_transpose1d": "input weight bias? stride:1 padding:0 output_padding:0 groups:1 dilation:1",
    "conv_transpose2d": "input weight bias? stride:1 padding:0 output_padding:0 groups:1 dilation:1",
    "conv_transpose3d": "input weight bias? stride:1 padding:0 output_padding:0 groups:1 dilation:1",
    "group_norm": "input num_groups: weight? bias? eps:1e-05",
    "layer_norm": "input normalized_shape: weight? bias? eps:1e-05",
    "rms_norm": "input normalized_shape: weight? eps:",
    "batch_norm": "input running_mean~ running_var~ weight? bias? training~ momentum~ eps:1e-05",
    "instance_norm":
        "input running_mean~ running_var~ weight? bias? use_input_stats~ momentum~ eps:1e-05",
    "scaled_dot_product_attention":
        "query key value attn_mask! dropout_p! is_causal:False scale: enable_gqa!",
    "mse_loss": "input target size_average! reduce! reduction:mean weight!",
    "l1_loss": "input target size_average! reduce! reduction:mean weight!",
    "smooth_l1_loss": "input target size_average! reduce! reduction:mean beta:1.0",
    "huber_loss": "input target reduction:mean delta:1.0 weight!",
    "kl_div": "input target size_average! reduce! reduction:mean log_target:False",
    "cross_entropy":
        "input target weight! size_average! ignore_index~ reduce! reduction:mean label_smoothing!",
    "triplet_margin_loss":
        "anchor positive negative margin:1.0 p:2.0 eps:1e-06 swap! size_average! reduce!"
        " reduction:mean",
    "cosine_similarity": "x1 x2 dim:1 eps:1e-08",
    "unsqueeze": "input dim:",
    "flatten": "input start_dim:0 end_dim:-1",
    "select": "input dim: index:",
    "triu": "input diagonal:0",
    "tril": "input diagonal:0",
}
for dims in "123":
    SIGNATURES["max_pool%sd" % dims] = (
        "input kernel_size: stride: padding:0 dilation:1 ceil_mode:False return_indices!"
    )
    SIGNATURES["avg_pool%sd" % dims] = (
        "input kernel_size: stride: padding:0 ceil_mode:False count_include_pad:True"
        " divisor_override!"
    )
    SIGNATURES["adaptive_avg_pool%sd" % dims] = "input output_size:"
    SIGNATURES["adaptive_max_pool%sd" % dims] = "input output_size: return_indices!"

UNARY = (
    "abs sign floor ceil round exp expm1 log log1p sqrt rsqrt square reciprocal sin cos tanh erf"
    " sigmoid logsigmoid relu relu6 silu selu mish hardsigmoid hardswish softsign"
).split()
BINARY = {
    "add": "add",
    "sub": "sub",
    "subtract": "sub",
    "mul": "mul",
    "multiply": "mul",
    "div": "div",
    "divide": "div",
    "true_divide": "div",
    "pow": "pow",
    "maximum": "maximum",
    "minimum": "minimum",
    "gt": "gt",
    "ge": "ge",
    "lt": "lt",
    "le": "le",
    "eq": "eq",
    "ne": "ne",
    "__truediv__": "div",
    "__matmul__": "matmul",
}
ALIASES = {
    "clip": "clamp",
    "absolute": "abs",
    "arctan": "atan",
    "log_sigmoid": "logsigmoid",
    "swish": "silu",
    "negative": "neg",
    "__neg__": "neg",
    "__abs__": "abs",
}
for plain in "add sub mul pow gt ge lt le eq ne".split():
    BINARY["__%s__" % plain] = plain
    BINARY["__i%s__" % plain] = plain
BINARY["__itruediv__"] = "div"
BINARY["__idiv__"] = "div"
BINARY["__div__"] = "div"
REFLECTED = {"__rsub__": "sub", "__rtruediv__": "div", "__rdiv__": "div", "__rpow__": "pow"}
REFLECTED.update({"rsub": "sub", "__radd__": "add", "__rmul__": "mul"})
PASSED = "clone detach contiguous requires_grad alias dropout dropout1d dropout2d dropout3d"
PASSED += " alpha_dropout feature_alpha_dropout identity get_data type_as"
NUMBERS = {"min", "max", "fill_value", "negative_slope"}
SPATIAL = {"stride", "padding", "dilation", "output_padding", "kernel_size", "output_size"}


def operator(*words):
    def add(handler):
        for word in words:
            OPERATORS[word] = handler
        return handler

    return add


def plain(value):
    """A parameter's value as numbers, truth values, words and lists of those."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (bool, int, float, str)):
        return value
    raise ValueError("a parameter is a " + type(value).__name__)


def spatial(value):
    """One value stands for all spatial dims."""
    value = plain(value)
    same = isinstance(value, list) and len(value) > 0 and all(item == value[0] for item in value)
    return value[0] if same else value


def same(value, initial):
    """Tells whether a value is the default, which the signature has as text."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and initial:
        return initial[-1].isdigit() and float(value) == float(initial)
    return str(value) == initial


def by_signature(call):
    operands = []
    parameters = {}
    word = ALIASES.get(call.word, call.word)
    for index, part in enumerate(SIGNATURES[word].split()):
        name = part.rstrip("?~!").split(":")[0]
        value = call.get(index, name)
        if part.endswith("~"):
            continue
        if name in NUMBERS and isinstance(value, torch.Tensor) and value.dim() == 0:
            value = call.recorder.constants.get(id(value), value)
        if part.endswith("!"):
            if value not in (None, False, 0, 1.0):
                raise call.unsupported("%s with %s=%s" % (word, name, value))
        elif ":" in part:
            initial = part.split(":")[1]
            value = spatial(value) if name in SPATIAL and value is not None else value
            if value is not None and value != [] and not same(value, initial):
                parameters[name] = plain(value)
        elif value is not None:
            operands.append(value)
    word = {"amax": "max", "amin": "min"}.get(word, word)
    call.emit(word, operands, parameters)


for each in SIGNATURES:
    OPERATORS[each] = by_signature
OPERATORS["clip"] = by_signature


@operator(*UNARY, "neg", *ALIASES.keys() - {"clip", "arctan"})
def unary(call):
    call.emit(ALIASES.get(call.word, call.word), [call.get(0, "input")])


@operator(*PASSED.split())
def passed(call):
    if "dropout" in call.word:
        note = "dropout is the identity here: its mask is random, so nothing could be compared"
        call.recorder.notes.append(note)
    call.same()


@operator("float", "double", "half", "long", "int", "bool")
def converted(call):
    if call.result.dtype != call.args[0].dtype:
        raise call.unsupported(
            "conversion of %s to %s" % (call.args[0].dtype, call.result.dtype)
        )
    call.same()


@operator(*BINARY)
def binary(call):
    if call.kwargs.get("alpha", 1) != 1 or call.kwargs.get("rounding_mode") is not None:
        raise call.unsupported("%s with alpha or rounding_mode" % call.word)
    word = BINARY[call.word]
    if word == "matmul":
        return matmul(call)
    call.emit(word, [call.args[0], call.get(1, "other", call.kwargs.get("exponent"))])


@operator(*REFLECTED)
def reflected(call):
    call.emit(REFLECTED[call.word], [call.args[1], call.args[0]])


@operator("min", "max")
def extreme(call):
    other = call.get(1, "dim", call.kwargs.get("other"))
    if isinstance(other, torch.Tensor):
        return call.emit({"min": "minimum", "max": "maximum"}[call.word], [call.args[0], other])
    if other is None:
        return call.emit(call.word, [call.get(0, "input")])
    keep = call.get(2, "keepdim", False)
    parameters = {"dim": other, **({"keepdim": True} if keep else {})}
    values, indices = call.result
    recorder = call.recorder
    source = recorder.operand(call.get(0, "input"))
    recorder.emit(call.word, [source], parameters, values)
    recorder.later[id(indices)] = lambda: recorder.emit(
        "arg" + call.word, [source], parameters, indices
    )


@operator("norm", "vector_norm")
def norm(call):
    p = call.get(1, "p", call.kwargs.get("ord", 2))
    parameters = {} if p in ("fro", 2, None) else {"p": plain(p)}
    if call.get(2, "dim") is not None:
        parameters["dim"] = plain(call.get(2, "dim"))
    if call.get(3, "keepdim", False):
        parameters["keepdim"] = True
    call.emit("norm", [call.get(0, "input", call.kwargs.get("x"))], parameters)


@operator("normalize")
def normalize(call):
    x = call.get(0, "input")
    p, dim, eps = call.get(1, "p", 2.0), call.get(2, "dim", 1), call.get(3, "eps", 1e-12)
    parameters = {"dim": dim, "keepdim": True, **({} if p == 2 else {"p": p})}
    small = torch.empty_like(call.result)
    length = call.recorder.emit("norm", [call.recorder.operand(x)], parameters, small, False)
    bound = call.recorder.emit("maximum", [length, float(eps)], {}, small, False)
    call.recorder.emit("div", [call.recorder.operand(x), bound], {}, call.result)


def turned(call, value):
    """A matrix product takes a transposed operand as it is."""
    later = call.recorder.later.get(id(value))
    source = getattr(later, "matrix", None)
    return (source, True) if source is not None else (value, False)


@operator("matmul", "bmm", "mm", "mv")
def matmul(call):
    left, turn_left = turned(call, call.args[0])
    right, turn_right = turned(call, call.get(1, "other", call.kwargs.get("mat2")))
    if call.word == "bmm":
        right = call.get(1, "mat2") if not turn_right else right
    if left.dim() < 2 or right.dim() < 2:
        raise call.unsupported("a matrix product with a vector")
    parameters = {"transpose_a": True} if turn_left else {}
    if turn_right:
        parameters["transpose_b"] = True
    call.emit("matmul", [left, right], parameters)




def special(word, check):
    """A translation by signature for arguments that pass a check first."""

    def handler(call):
        problem = check(call)
        if problem:
            raise call.unsupported(word + " " + problem)
        by_signature(call)

    OPERATORS[word] = handler


def training(call):
    if call.get(5, "training", False):
        return None
    return "with running averages (the module's eval mode)"


def input_statistics(call):
    return None if call.get(5, "use_input_stats", True) else "with running averages"


def integer_padding(call):
    return "with padding='%s'" % call.get(4, "padding") if isinstance(
        call.get(4, "padding", 0), str
    ) else None


special("batch_norm", training)
special("instance_norm", input_statistics)
special("argmax", lambda call: None if call.get(1, "dim") is not None else "over all elements")
special("argmin", lambda call: None if call.get(1, "dim") is not None else "over all elements")
for each in ("conv1d", "conv2d", "conv3d"):
    special(each, integer_padding)


def text(value):
    """A parameter's value in the graph's textual form."""
    if isinstance(value, list):
        return "[" + ", ".join(text(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if math.isnan(value):
            raise ValueError("a parameter is NaN")
        whole = math.isfinite(value) and value == int(value) and abs(value) < 1e9
        return str(int(value)) if whole else repr(value)
    if isinstance(value, Length):
        return str(value)
    return "'" + value + "'" if isinstance(value, str) else str(value)
