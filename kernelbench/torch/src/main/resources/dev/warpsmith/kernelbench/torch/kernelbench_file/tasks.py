"""Writes a problem as a task: the JSON that Warpsmith reads, with symbolic dims."""

import hashlib
import json
import os
import re

import torch

from kernelbench_file.draws import STRUCTURES
from kernelbench_file.sizes import FREEDOMS, Sizes
from kernelbench_file.tracing import LENGTHS
from kernelbench_file.translation import text


def distribution(tensor, expressions):
    """How the task says that a tensor is drawn, and a note where that is not the whole truth."""
    draw = tensor.draw
    kind = draw[0]
    if kind == "unknown":
        initial = "integers(0, 2)" if tensor.type in ("bool", "i64", "i32") else "uniform(0, 1)"
        return initial, "not drawn as in the file (%s) but from %s" % (draw[1], initial)
    if kind == "integers":
        bounds = [expressions["draw", tensor.name, i] for i in (1, 2)]
        return "integers(%s)" % ", ".join(bounds), None
    return written(draw), None


def written(draw):
    """A distribution as tasks write it, with the structures around it."""
    if draw[0] in STRUCTURES:
        return "%s(%s)" % (draw[0], written(draw[1]))
    numbers = [text(float("%.10g" % value)) for value in draw[1:]]
    return "%s(%s)" % (draw[0], ", ".join(numbers))


class TaskWriter:
    """One problem's task."""

    def __init__(self, problem, freedom=FREEDOMS[0]):
        self.problem = problem
        self.sizes = Sizes(problem, freedom)
        self.trace = self.sizes.full
        self.notes = list(self.trace.notes)
        if self.sizes.fixed:
            fixed = ["%s = %d" % (name, self.sizes.problem.sites[name]) for name in self.sizes.fixed]
            text = "lengths as in the file, as the graph is proven at no others: "
            self.notes.append(text + ", ".join(fixed))
        outputs = self.trace.outputs
        base = "y" if not any(re.fullmatch("y[0-9]*", site) for site in problem.sites) else "out"
        numbered = [base + str(i + 1) for i in range(len(outputs))]
        named = [base] if len(outputs) == 1 else numbered
        self.names = dict(zip(outputs, named))

    def shape(self, tensor):
        lengths = [
            str(self.sizes.expressions["input", tensor.name, axis])
            for axis in range(len(tensor.shape))
        ]
        return "[" + ", ".join(lengths) + "]"

    def inputs(self):
        inputs = {}
        for tensor in self.trace.tensors:
            drawn, note = distribution(tensor, self.sizes.expressions)
            if note:
                self.notes.append("the input %s is %s" % (tensor.name, note))
            inputs[tensor.name] = "%s%s ~ %s" % (tensor.type, self.shape(tensor), drawn)
        return inputs

    def line(self, line):
        operands = [
            self.names.get(each, each) if isinstance(each, str) else text(each)
            for each in line.operands
        ]
        for name, value in line.parameters.items():
            operands.append(name + "=" + text(self.parameter(line, name, value)))
        return "%s = %s(%s)" % (self.names.get(line.name, line.name), line.word, ", ".join(operands))

    def parameter(self, line, name, value):
        if name not in LENGTHS:
            return value
        count = len(value) if isinstance(value, list) else 1
        expressions = [self.sizes.expressions["line", line.name, name, i] for i in range(count)]
        lengths = [int(each) if each.lstrip("-").isdigit() else each for each in expressions]
        return lengths if isinstance(value, list) else lengths[0]

    def task(self):
        """The task's fields, in the order in which they are read best."""
        file = os.path.basename(self.problem.path)
        inputs = self.inputs()
        task = {
            "name": re.sub(r"[^A-Za-z0-9_.-]", "_", os.path.splitext(file)[0])[:100],
            "description": "The Model of %s" % file,
            "dims": {dim.name: dim.full for dim in self.sizes.dims},
            "check": self.sizes.sizes(),
            "inputs": inputs,
            "graph": [self.line(line) for line in self.trace.lines],
            "outputs": [self.names[name] for name in self.trace.outputs],
        }
        if self.trace.numbers:
            task["scalars"] = {name: float(value) for name, value in self.trace.numbers.items()}
        digest = hashlib.sha256(self.problem.source.encode()).hexdigest()
        task["source"] = {"file": file, "sha256": digest, "torch": torch.__version__}
        if self.notes:
            task["notes"] = self.notes
        return task

    def write(self):
        sites = {dim.name: dim.multiples for dim in self.sizes.dims}
        return {"text": layout(self.task()), "shapes": self.shapes(), "sites": sites}

    def shapes(self):
        """The results' shapes and types at the full size, to be compared with our own."""
        by_name = {line.name: line for line in self.trace.lines}
        return {
            self.names[name]: {"type": by_name[name].type, "shape": by_name[name].shape}
            for name in self.trace.outputs
        }


def layout(task):
    """JSON with a line for each input, line of the graph and note."""
    fields = []
    for name, value in task.items():
        if name in ("inputs", "graph", "notes"):
            keyed = isinstance(value, dict)
            items = value.items() if keyed else enumerate(value)
            lines = [(json.dumps(key) + ": " if keyed else "") + json.dumps(item) for key, item in items]
            text = ",\n".join("    " + line for line in lines)
            text = ("{\n%s\n  }" if keyed else "[\n%s\n  ]") % text
        else:
            text = json.dumps(value)
        fields.append("  %s: %s" % (json.dumps(name), text))
    return "{\n" + ",\n".join(fields) + "\n}\n"
