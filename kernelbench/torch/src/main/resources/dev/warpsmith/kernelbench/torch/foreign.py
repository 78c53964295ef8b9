"""Runs a ModelNew that nobody trusts, in a process of its own, and hands back its outputs' bytes.

    foreign.py DEVICE      such as cuda:0 or cpu

Says hello in a line of JSON, then answers each line of standard input with one that bears the
request's id. Each module that is built has a process of its own until {"do": "end"}. It is told no problem, no seed of inputs and no expected value: inputs are files,
written just before they are asked for. What it says of itself is checked by whoever asks, who
compares the bytes and holds a clock of its own.

    {"do": "build", "file", "constructor": "[3, 4]", "seed"}     -> {"state": {"w": {"shape", ...}}}
    {"do": "call", "arguments": [...], "weights": {"w": {...}}, "same": bool, "outputs": [files],
     "poison": [bytes]}                                          -> {"outputs": [...], "changed": [...]}
    {"do": "prepare", "sets": [[...], [...]], "weights", "l2"}   -> {"firstSeconds", "hostMicros"}
    {"do": "sample", "samples": n}                               -> {"micros": [...]}
    {"do": "rounds", "count": n}                                 -> {} when the device is done
    {"do": "kept", "outputs": [[files], [files]]}                -> {"outputs": [[...], [...]]}
    {"do": "profile"}                                            -> {"kernels": [{"name", "micros"}]}

An argument is {"file", "shape", "dtype"}, {"value": "0.5"} or {"zeros": shape, "dtype"}.
"""

import ast
import ctypes
import importlib.util
import json
import os
import signal
import sys
import threading
import time
import traceback
import warnings
import zlib

warnings.filterwarnings("ignore")
ANSWERS = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # whatever a module prints is no answer

import torch  # noqa: E402

from clocks import EventClock, HostClock, warmed  # noqa: E402
from dtypes import TYPES  # noqa: E402

NAMES = {dtype: name for name, dtype in TYPES.items()}
LATE_SECONDS = 0.003
THREADS_SECONDS = 0.2
SHOWN = 1500
ROOM = 8  # times the inputs, below which memory is saved
PR_SET_CHILD_SUBREAPER = 36

# What a module could replace to be believed; each must stay the object that it is now.
WATCHED = {
    "torch": "equal allclose isclose empty_like from_file manual_seed compile",
    "torch.Tensor": "cpu copy_ contiguous clone data_ptr numpy item __eq__ to reshape",
    "torch.nn.Module": "__call__ named_parameters named_buffers",
    "torch.testing": "assert_close",
    "torch.cuda": "synchronize Event Stream current_stream _sleep",
    "torch.cuda.Event": "record elapsed_time synchronize",
    "torch.cuda.Stream": "synchronize record_event wait_stream",
    "time": "perf_counter time monotonic perf_counter_ns sleep",
    "json": "dumps loads",
    "os": "write fdopen open",
    "builtins": "open type isinstance id len",
}
DATA_PTR, COPY, CONTIGUOUS = torch.Tensor.data_ptr, torch.Tensor.copy_, torch.Tensor.contiguous
CLONE, EQUAL, CPU = torch.Tensor.clone, torch.equal, torch.Tensor.cpu
SYNCHRONIZE, DUMPS, SLEEP = torch.cuda.synchronize, json.dumps, time.sleep
PLAIN = (torch.Tensor, torch.nn.Parameter)
MEMCMP = ctypes.CDLL(None).memcmp
MEMCMP.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]


def watched():
    found = {}
    for path, names in WATCHED.items():
        owner = __import__("builtins") if path == "builtins" else None
        for part in path.split(".") if owner is None else []:
            owner = __import__(part) if owner is None else getattr(owner, part)
        for name in names.split():
            found[path + "." + name] = getattr(owner, name, None)
    return found


class Refused(Exception):
    """The module is at fault; kind is one of import, build, forward."""

    def __init__(self, kind, error, path):
        lines = [
            frame.lineno
            for frame in traceback.extract_tb(error.__traceback__)
            if frame.filename == path
        ]
        if isinstance(error, SyntaxError):
            lines = [error.lineno]
        said = str(error).strip()[:SHOWN]
        super().__init__(type(error).__name__ + (": " + said if said else ""))
        self.kind = kind
        self.line = lines[-1] if lines else None


def count(tensor):
    return tensor.numel() * tensor.element_size()


def memory(tensor):
    """The raw bytes of a dense tensor on the CPU."""
    return (ctypes.c_char * count(tensor)).from_address(DATA_PTR(tensor))


def same_bytes(one, other):
    if count(one) == 0:
        return True
    if one.device.type == "cpu":
        return MEMCMP(DATA_PTR(one), DATA_PTR(other), count(one)) == 0
    return EQUAL(one.reshape(-1).view(torch.uint8), other.reshape(-1).view(torch.uint8))


def dense(tensor):
    """Every element has memory of its own, without gaps."""
    expected = 1
    for stride, length in sorted(zip(tensor.stride(), tensor.shape)):
        if length > 1:
            if stride != expected:
                return False
            expected *= length
    return True


def missing(tensor):
    """Bytes that elements have in common with others: those of an expanded view."""
    shared = 1
    for stride, length in zip(tensor.stride(), tensor.shape):
        shared *= length if stride == 0 and length > 1 else 1
    stored = min(tensor.untyped_storage().nbytes(), count(tensor) // shared)
    return max(0, count(tensor) - stored)


def tensors_of(value):
    values = list(value.values()) if isinstance(value, dict) else value
    return list(values) if isinstance(values, (list, tuple)) else [values]


def children():
    """The processes that this one started, or inherited from those that ended."""
    found = []
    for task in os.listdir("/proc/self/task") if os.path.isdir("/proc/self/task") else []:
        try:
            with open("/proc/self/task/%s/children" % task, encoding="utf-8") as file:
                found += [int(child) for child in file.read().split()]
        except OSError:
            pass
    return found


def end_orphans():
    """What a module left running ends with it."""
    left = children()
    while left:
        for process in left:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
        left = children()


class Session:
    def __init__(self, device):
        self.device = torch.device(device)
        self.cuda = self.device.type == "cuda"
        if self.cuda:
            torch.cuda.set_device(self.device)
            torch.backends.cuda.matmul.allow_tf32 = False  # as in what it is timed in turn with
            torch.backends.cudnn.allow_tf32 = False
        torch.softmax(torch.randn(4, 4, device=self.device) @ torch.randn(4, 4, device=self.device), 1)
        self.settle()
        self.given = []
        self.former = []
        self.originals = watched()
        self.threads = self.running()

    def settle(self):
        if self.cuda:
            SYNCHRONIZE(self.device)

    @staticmethod
    def running():
        return len(os.listdir("/proc/self/task")) if os.path.isdir("/proc/self/task") else 1

    def build(self, request):
        self.path = request["file"]
        try:
            spec = importlib.util.spec_from_file_location("candidate", self.path)
            names = importlib.util.module_from_spec(spec)
            sys.modules["candidate"] = names
            spec.loader.exec_module(names)
        except (Exception, SystemExit) as error:
            raise Refused("import", error, self.path) from error
        if not isinstance(getattr(names, "ModelNew", None), type):
            error = NameError("the file defines no class ModelNew")
            raise Refused("import", error, self.path)
        given = ast.literal_eval(request["constructor"])
        try:
            with torch.no_grad():
                torch.manual_seed(request["seed"])
                model = names.ModelNew(**given) if isinstance(given, dict) else names.ModelNew(*given)
        except (Exception, SystemExit) as error:
            raise Refused("build", error, self.path) from error
        if not isinstance(model, torch.nn.Module):
            raise Refused("build", TypeError("ModelNew is no torch.nn.Module"), self.path)
        for part in model.modules():
            if isinstance(part, torch.nn.modules.dropout._DropoutNd):
                part.eval()
        state = {path: self.summary(value) for path, value in self.state(model)}
        self.model = model.to(self.device)
        self.settle()
        return {"state": state, "gpu": torch.cuda.get_device_name(self.device) if self.cuda else ""}

    @staticmethod
    def state(model):
        return [*model.named_parameters(), *model.named_buffers()]

    @staticmethod
    def summary(value):
        plain = CONTIGUOUS(CPU(value.detach()))
        digest = zlib.crc32(memory(plain)) if count(plain) else 0
        dtype = NAMES.get(value.dtype, str(value.dtype))
        return {"shape": list(value.shape), "dtype": dtype, "crc": digest}

    def tensor(self, described):
        shape = described["shape"] if "shape" in described else described["zeros"]
        dtype = TYPES[described["dtype"]]
        value = torch.zeros(shape, dtype=dtype)
        if "file" in described and value.numel() > 0:
            with open(described["file"], "rb") as file:
                if file.readinto(memory(value)) != count(value):
                    raise ValueError("a tensor's file is too short")
        return value

    def arguments(self, described, same):
        """New tensors at new addresses, or the last ones with other elements, which no version
        counter tells."""
        fresh = [
            ast.literal_eval(one["value"]) if "value" in one else self.tensor(one) for one in described
        ]
        if same and self.given:
            for old, new in zip(self.given, fresh):
                if isinstance(new, torch.Tensor):
                    COPY(old.data, new)
        else:
            sizes = sum(count(one) for one in fresh if isinstance(one, torch.Tensor))
            self.roomy = not self.cuda or ROOM * sizes < torch.cuda.mem_get_info(self.device)[0]
            self.former = self.given if self.roomy else []  # alive, so that no address comes again
            self.given = [
                one.to(self.device) if isinstance(one, torch.Tensor) else one for one in fresh
            ]
        return self.given

    def load(self, weights):
        state = dict(self.state(self.model))
        with torch.no_grad():
            for path, described in weights.items():
                COPY(state[path].data, self.tensor(described))

    def poison(self, sizes):
        """Memory that is free holds NaN: what empty() gives is no former result."""
        blocks = []
        for size in sizes:
            for _ in range(3 if size < (1 << 28) else 1):
                blocks.append(torch.full((size,), 255, dtype=torch.uint8, device=self.device))
        self.settle()
        del blocks

    def forward(self, arguments):
        try:
            with torch.no_grad():
                value = self.model(*arguments)
            self.settle()
            return tensors_of(value)
        except (Exception, SystemExit) as error:
            raise Refused("forward", error, self.path) from error

    def call(self, request):
        self.load(request["weights"])
        arguments = self.arguments(request["arguments"], request["same"])
        plain = [one for one in arguments if isinstance(one, torch.Tensor)]
        before = [CLONE(one) if self.roomy else CPU(one) for one in plain]
        self.poison(request["poison"])
        results = self.forward(arguments)
        described = self.write(results, plain, request["outputs"])
        threads = self.running() - self.threads
        python = [each.name for each in threading.enumerate()][1:]
        late = self.late(results, described, request["outputs"])
        now = plain if self.roomy else [CPU(one) for one in plain]
        changed = [i for i, one in enumerate(now) if not same_bytes(one, before[i])]
        return {
            "outputs": described,
            "changed": changed,
            "late": late,
            "threads": max(threads, len(python)),
            "children": len(children()),
            "replaced": self.replaced(),
        }

    def write(self, results, plain, files):
        described = [self.described(one, plain) for one in results]
        for one, form, file in zip(results, described, files):
            if form["kind"] == "tensor":
                flat = CONTIGUOUS(CPU(one.detach()))
                with open(file, "wb") as out:
                    out.write(memoryview(memory(flat)).cast("B") if count(flat) else b"")
        return described

    def described(self, value, plain):
        if type(value) not in PLAIN:
            return {"kind": type(value).__module__ + "." + type(value).__qualname__}
        if value.layout is not torch.strided:
            return {"kind": str(value.layout)}
        storage = value.untyped_storage()
        owners = [one.untyped_storage().data_ptr() for one in plain]
        place = storage.data_ptr()
        return {
            "kind": "tensor",
            "dtype": NAMES.get(value.dtype, str(value.dtype)),
            "shape": list(value.shape),
            "device": str(value.device),
            "dense": dense(value),
            "missing": missing(value),
            "alias": owners.index(place) if place in owners and count(value) else -1,
        }

    def late(self, results, described, files):
        """Tells whether outputs change after forward returned and the device was done."""
        end = time.monotonic() + THREADS_SECONDS
        SLEEP(LATE_SECONDS)
        while self.running() > self.threads and time.monotonic() < end:
            SLEEP(0.01)
        self.settle()
        for one, form, file in zip(results, described, files):
            if form["kind"] == "tensor":
                flat = CONTIGUOUS(CPU(one.detach()))
                with open(file, "rb") as written:
                    first = bytearray(written.read())
                size = len(first)
                kept = (ctypes.c_char * size).from_buffer(first) if size else None
                if size and MEMCMP(ctypes.addressof(kept), DATA_PTR(flat), size) != 0:
                    return True
        return False

    def replaced(self):
        now = watched()
        return [name for name, value in self.originals.items() if now[name] is not value]

    def prepare(self, request):
        self.load(request["weights"])
        self.sets = [
            [
                ast.literal_eval(one["value"]) if "value" in one else self.tensor(one).to(self.device)
                for one in described
            ]
            for described in request["sets"]
        ]
        self.kept, self.turn = [None] * len(self.sets), 0
        self.clock = EventClock(self.device, request["l2"]) if self.cuda else HostClock(request["l2"])
        self.timing = self.timed
        return warmed(self.clock, self.timing, self.settle)

    def timed(self):
        """The sets in turn: no call has the inputs of the one before."""
        self.turn = (self.turn + 1) % len(self.sets)
        with torch.no_grad():
            self.kept[self.turn] = self.model(*self.sets[self.turn])

    def sample(self, request):
        return {"micros": self.clock.sample(self.timing, request["samples"])}

    def rounds(self, request):
        for _ in range(request["count"]):
            self.timed()
        self.settle()
        return {}

    def keep(self, request):
        described = []
        for kept, arguments, files in zip(self.kept, self.sets, request["outputs"]):
            plain = [one for one in arguments if isinstance(one, torch.Tensor)]
            described.append(self.write(tensors_of(kept), plain, files))
        return {"outputs": described, "replaced": self.replaced()}

    def profile(self, request):
        from torch.profiler import ProfilerActivity, profile

        with profile(activities=[ProfilerActivity.CPU, ProfilerActivity.CUDA]) as found:
            self.timed()
            self.settle()
        times = {}
        for event in found.events():
            if str(event.device_type).endswith("CUDA"):
                times[event.name] = times.get(event.name, 0.0) + event.time_range.elapsed_us()
        kernels = sorted(times.items(), key=lambda item: -item[1])
        return {"kernels": [{"name": name, "micros": micros} for name, micros in kernels]}

    def answer(self, request):
        done = {
            "build": self.build,
            "call": self.call,
            "prepare": self.prepare,
            "sample": self.sample,
            "rounds": self.rounds,
            "kept": self.keep,
            "profile": self.profile,
        }
        return done[request["do"]](request)


def say(answer):
    ANSWERS.write(DUMPS(answer) + "\n")
    ANSWERS.flush()


def serve(device, request):
    """Answers for one module until it is told to end."""
    loads, readline = json.loads, sys.stdin.readline
    session = Session(device)
    while request["do"] != "end":
        try:
            said = session.answer(request)
        except Refused as problem:
            said = {"fault": problem.kind, "error": str(problem), "line": problem.line}
        except Exception as problem:
            text = "%s: %s" % (type(problem).__name__, str(problem)[:SHOWN])
            said = {"fault": "forward", "error": text, "line": None}
        say({"ok": True, **said, "id": request["id"]})
        line = readline()
        if not line:
            return
        request = loads(line)
    say({"ok": True, "id": request["id"]})  # from here on, the process before it reads


def main(arguments):
    """Each module has a process of its own; PyTorch is imported once, before any."""
    torch.set_num_threads(1)
    torch.softmax(torch.randn(4, 4) @ torch.randn(4, 4), 1)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    say({"ok": True, "torch": torch.__version__})
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line)
        if request["do"] != "build":
            continue  # meant for one that is dead
        child = os.fork()
        if child == 0:
            code = 1
            try:
                serve(arguments[0], request)
                code = 0
            finally:
                os._exit(code)
        status = os.waitpid(child, 0)[1]
        end_orphans()
        if status != 0:
            died = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
            say({"ok": True, "fault": "died", "signal": died, "status": os.waitstatus_to_exitcode(status)})


if __name__ == "__main__":
    main(sys.argv[1:])
