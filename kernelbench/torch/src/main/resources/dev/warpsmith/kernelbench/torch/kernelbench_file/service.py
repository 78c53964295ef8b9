"""Answers questions about KernelBench files, one line of JSON each.

A question comes on standard input: {"ask": "trace" | "statistics" | "module" | "contract" | "screen",
"file": ..., "limit": seconds of computing, ...}. Its answer goes to standard output: {"ok": true, ...}, or {"ok": false, "kind":
..., "error": ..., "line": ...} where the file is at fault. What the file itself prints goes nowhere.
Each question is answered in a process of its own, so that no file can harm another's answer. It
ends, with all it started, when it has computed for as long as the limit says, or has waited five
times as long, as it does on a busy machine.
"""

import json
import os
import resource
import signal
import sys
import tempfile
import time

import torch

from kernelbench_file import contract, faults, modules, screen
from kernelbench_file.draws import Draws
from kernelbench_file.faults import Fault
from kernelbench_file.problem import Problem
from kernelbench_file.sizes import FREEDOMS
from kernelbench_file.tasks import TaskWriter

POLL = 0.005
PATIENCE = 5


def serve(elements):
    """Answers questions until standard input ends; elements maps a tensor's file."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    out.write(json.dumps({"ok": True, "torch": torch.__version__}) + "\n")
    out.flush()
    warm_up()
    for line in sys.stdin:
        with tempfile.TemporaryDirectory() as folder:
            out.write(answered(json.loads(line), folder, elements) + "\n")
        out.flush()


def warm_up():
    """What PyTorch loads when the meta device is used first is loaded before processes part."""
    with torch.device("meta"), Draws(), torch.no_grad():
        layers = torch.nn.Sequential(torch.nn.Conv2d(2, 4, 1), torch.nn.GroupNorm(2, 4))
        pooled = torch.nn.functional.max_pool2d(layers(torch.rand(2, 2, 4, 4)), 2)
        torch.softmax(pooled, dim=1).clamp(min=0).mean()
        torch.randn(2, 2).triu()


def answered(question, folder, elements):
    answer = os.path.join(folder, "answer.json")
    faults.STAGE[:] = [os.path.join(folder, "stage")]
    child = os.fork()
    if child == 0:
        os.setsid()
        seconds = max(1, int(question["limit"]))
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
        signal.alarm(PATIENCE * seconds + 2)  # should this worker be killed meanwhile
        code = 1
        try:
            with open(answer, "w", encoding="utf-8") as file:
                json.dump(answer_of(question, elements), file)
            code = 0
        finally:
            os._exit(code)
    status = wait(child, PATIENCE * question["limit"])
    if status is None or os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return json.dumps(fault("endless", stage(), None))
    if status != 0 or not os.path.getsize(answer):
        text = "the process that ran the file ended with status %d" % status
        return json.dumps(fault("trace", text, None))
    with open(answer, encoding="utf-8") as file:
        return file.read()


def wait(child, limit):
    """The status of a process that ended; None if it had to be ended at the limit."""
    end = time.monotonic() + limit
    while time.monotonic() < end:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return status
        time.sleep(POLL)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return None


def stage():
    try:
        with open(faults.STAGE[0], encoding="utf-8") as file:
            return file.read()
    except OSError:
        return "start"


def fault(kind, text, line):
    return {"ok": False, "kind": kind, "error": text, "line": line}


def answer_of(question, elements):
    try:
        if question["ask"] == "trace":
            freedom = question.get("freedom", FREEDOMS[0])
            return {"ok": True, **TaskWriter(Problem(question["file"]), freedom).write()}
        if question["ask"] == "statistics":
            return {"ok": True, "statistics": modules.statistics(question)}
        if question["ask"] == "contract":
            return {"ok": True, **contract.contract(question, elements)}
        if question["ask"] == "screen":
            return {"ok": True, "flags": screen.flags(question["file"])}
        modules.evaluate(question, elements)
        return {"ok": True}
    except Fault as problem:
        return fault(problem.kind, problem.text, problem.line)
    except MemoryError:
        return fault("trace", "the file needs more memory than there is", None)
