"""A KernelBench file: a class Model, get_inputs() and get_init_inputs().

Integers that are written out at the file's top level (batch_size = 16, H, W = 32, 64, shape =
(4096,)) and in the calls of get_inputs are its sites: the file can be run again with other values
there, which tells which lengths follow from which, and makes small sizes for checks.
"""

import ast
import os
import sys
import types

import torch

from kernelbench_file.faults import Fault, guarded, text_of

MODULE = "kernelbench_problem"


class Sites(ast.NodeTransformer):
    """Finds the sites of a file, and writes other values there."""

    def __init__(self, values):
        self.values = values
        self.found = {}

    def rewrite(self, tree):
        for index, node in enumerate(tree.body):
            if isinstance(node, ast.Assign) and len(node.targets) >= 1:
                for target in node.targets:
                    node.value = self.assigned(target, node.value, len(node.targets))
                tree.body[index] = self.split(node)
            elif isinstance(node, ast.AnnAssign) and node.value is not None:
                node.value = self.assigned(node.target, node.value, 1)
            elif isinstance(node, ast.FunctionDef) and node.name == "get_inputs":
                self.lengths(node)
        flat = []
        for node in tree.body:
            flat.extend(node if isinstance(node, list) else [node])
        tree.body = flat
        return ast.fix_missing_locations(tree)

    def split(self, node):
        """a = b = 3 has two sites, so it becomes two assignments."""
        names = all(isinstance(target, ast.Name) for target in node.targets)
        if len(node.targets) == 1 or not names or integer(node.value) is None:
            return node
        return [
            ast.copy_location(
                ast.Assign([target], ast.Constant(self.site(target.id, integer(node.value)))), node
            )
            for target in node.targets
        ]

    def assigned(self, target, value, targets):
        if isinstance(target, ast.Name):
            if integer(value) is not None:
                new = self.site(target.id, integer(value))
                return value if targets > 1 else ast.copy_location(ast.Constant(new), value)
            if isinstance(value, (ast.Tuple, ast.List)):
                single = len(value.elts) == 1
                for i, item in enumerate(value.elts):
                    if integer(item) is not None:
                        name = target.id if single else target.id + str(i)
                        value.elts[i] = ast.Constant(self.site(name, integer(item)))
        elif isinstance(target, (ast.Tuple, ast.List)) and isinstance(value, (ast.Tuple, ast.List)):
            for i, (name, item) in enumerate(zip(target.elts, value.elts)):
                if isinstance(name, ast.Name) and integer(item) is not None:
                    value.elts[i] = ast.Constant(self.site(name.id, integer(item)))
        return value

    def lengths(self, function):
        for call in [node for node in ast.walk(function) if isinstance(node, ast.Call)]:
            for i, argument in enumerate(call.args):
                value = integer(argument)
                if value is not None and value > 1:
                    name = "size%d" % (1 + sum(name.startswith("size") for name in self.found))
                    call.args[i] = ast.copy_location(ast.Constant(self.site(name, value)), argument)

    def site(self, name, value):
        self.found[name] = value
        return self.values.get(name, value)


def integer(node):
    """The value of an expression of integers that are written out, or None."""
    allowed = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
    if not all(isinstance(part, allowed) for part in ast.walk(node)):
        return None
    try:
        value = eval(compile(ast.Expression(node), "constant", "eval"), {})
    except Exception:
        return None
    return value if type(value) is int else None


class Problem:
    """A file that was read; nothing of it has run yet."""

    def __init__(self, path):
        self.path = path
        try:
            with open(path, encoding="utf-8") as file:
                self.source = file.read()
            finder = Sites({})
            finder.rewrite(ast.parse(self.source, path))
        except (OSError, ValueError) as error:
            raise Fault("import", "the file cannot be read: " + text_of(error)) from error
        except SyntaxError as error:
            raise Fault("import", "SyntaxError: " + str(error.msg), error.lineno) from error
        self.sites = finder.found

    def run(self, values):
        """Runs the file with other values at some sites; returns its names."""
        tree = Sites(values).rewrite(ast.parse(self.source, self.path))
        module = types.ModuleType(MODULE)
        module.__file__ = self.path
        sys.modules[MODULE] = module
        folder = os.path.dirname(os.path.abspath(self.path))
        if folder not in sys.path:
            sys.path.append(folder)
        code = compile(tree, self.path, "exec")
        guarded("import", "the import failed", self.path, lambda: exec(code, module.__dict__))
        for name in ["Model", "get_inputs", "get_init_inputs"]:
            if not callable(module.__dict__.get(name)):
                defined = [key for key, value in module.__dict__.items() if isinstance(value, type)]
                known = " (classes: %s)" % ", ".join(defined) if name == "Model" and defined else ""
                raise Fault("model", "the file defines no %s%s" % (name, known))
        return module.__dict__

    def model(self, names):
        """Builds the module, in training mode as KernelBench runs it, but without dropout."""
        arguments = guarded("model", "get_init_inputs() failed", self.path, names["get_init_inputs"])
        build = lambda: self.built(names["Model"], arguments)
        model = guarded("model", "Model(*get_init_inputs()) failed", self.path, build)
        if not isinstance(model, torch.nn.Module):
            raise Fault("model", "Model is no torch.nn.Module")
        model.train()
        for part in model.modules():
            if isinstance(part, torch.nn.modules.dropout._DropoutNd):
                part.eval()
            if isinstance(part, torch.nn.MultiheadAttention | torch.nn.RNNBase) and part.dropout:
                part.dropout = 0.0
        return model

    @staticmethod
    def built(model, arguments):
        """KernelBench gives a list; a dict of names is taken, too."""
        return model(**arguments) if isinstance(arguments, dict) else model(*arguments)

    def inputs(self, names):
        given = guarded("inputs", "get_inputs() failed", self.path, names["get_inputs"])
        if isinstance(given, dict):
            raise Fault("inputs", "get_inputs() returns a dict, expected a list of tensors")
        if not isinstance(given, (list, tuple)):
            raise Fault("inputs", "get_inputs() returns a %s, expected a list" % type(given).__name__)
        return list(given)
