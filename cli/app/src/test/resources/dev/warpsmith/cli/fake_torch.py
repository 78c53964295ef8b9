#!/usr/bin/env python3
"""Speaks like timer.py of a PyTorch that adds two float32 tensors on the GPU that FAKE_TORCH_GPU names.

FAKE_TORCH_FAULT names what fails: "compile" (that arm), "wrong" (its results).
"""

import array
import json
import os
import sys

GPU = os.environ.get("FAKE_TORCH_GPU", "NVIDIA H200")
FAULTS = os.environ.get("FAKE_TORCH_FAULT", "").split(",")
inputs = []


def load(request):
    inputs.clear()
    for described in request["inputs"].values():
        values = array.array("f")
        with open(described["file"], "rb") as file:
            values.frombytes(file.read())
        inputs.append(values)
    return {"source": "def graph(x, y):\n    return (x + y,)\n"}


def begin(request):
    if request["arm"] in FAULTS:
        raise ValueError("no compiler for " + request["arm"])
    return {}


def warm(request):
    return {"firstSeconds": 0.5, "hostMicros": 9.0}


def sample(request):
    base = {"eager": 2.0e6, "compile": 1.0e6}[request["arm"]]
    return {"micros": [base * (1 + 0.001 * (i % 3)) for i in range(request["samples"])]}


def pick(request):
    sums = array.array("f", (a + b for a, b in zip(*inputs)))
    if "wrong" in FAULTS:
        sums = array.array("f", (value + 1 for value in sums))
    for picked in request["outputs"].values():
        chosen = array.array("q")
        with open(picked["indices"], "rb") as indices:
            chosen.frombytes(indices.read())
        with open(picked["file"], "wb") as out:
            array.array("f", (sums[i] for i in chosen)).tofile(out)
    return {}


def say(answer):
    print(json.dumps(answer), flush=True)


say({"ok": True, "torch": "2.0-fake", "gpu": GPU, "settings": {"tf32": False}})
for line in sys.stdin:
    request = json.loads(line)
    try:
        say({"ok": True, **globals()[request["do"]](request)})
    except ValueError as problem:
        say({"ok": False, "error": "ValueError: %s" % problem})
