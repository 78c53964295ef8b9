#!/usr/bin/env python3
"""Speaks like timer.py of a PyTorch that adds two float32 tensors on the GPU that FAKE_TORCH_GPU names.

FAKE_TORCH_FAULT makes it fail: "compile" (that arm), "die" (when sampled), "wrong" (its results),
"hang" (when sampled).
"""

import array
import json
import os
import sys
import time

GPU = os.environ.get("FAKE_TORCH_GPU", "NVIDIA H200")
FAULT = os.environ.get("FAKE_TORCH_FAULT", "")
inputs = []


def load(request):
    for described in request["inputs"].values():
        values = array.array("f")
        with open(described["file"], "rb") as file:
            values.frombytes(file.read())
        inputs.append(values)
    return {"source": "def graph(x, y):\n    return (x + y,)\n"}


def warm(request):
    if FAULT == request["arm"]:
        raise ValueError("no compiler for " + request["arm"])
    return {"firstSeconds": 0.5, "hostMicros": 9.0}


def sample(request):
    if FAULT == "die":
        os._exit(7)
    if FAULT == "hang":
        time.sleep(600)
    base = {"eager": 2.0e6, "compile": 1.0e6}[request["arm"]]
    return {"micros": [base * (1 + 0.001 * (i % 3)) for i in range(request["samples"])]}


def write(request):
    sums = array.array("f", (a + b for a, b in zip(*inputs)))
    if FAULT == "wrong":
        sums[len(sums) // 2] = 1e9
        sums = array.array("f", (value + 1 for value in sums))
    for file in request["files"].values():
        with open(file, "wb") as out:
            sums.tofile(out)
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
