"""What KernelBench's own comparison says of a ModelNew: five trials, inputs and weights as PyTorch
draws them from its seeds, torch.allclose at 1e-4 in float32, all in one process with the candidate.

Its word is only shown: a candidate shares this process and may have changed anything in it.
"""

import json

import torch

from kernelbench_file.faults import text_of
from kernelbench_file.modules import values_at
from kernelbench_file.problem import Problem

SEED = 42
TRIALS = 5
TOLERANCE = 1e-4


def answer(request, answer_file):
    with open(request, encoding="utf-8") as file:
        asked = json.load(file)
    said = opinion(asked)
    with open(answer_file, "w", encoding="utf-8") as file:
        json.dump({"trials": TRIALS, **said}, file)


def seeded(seed):
    torch.manual_seed(seed)
    if torch.cuda.is_available():
        torch.cuda.manual_seed(seed)


def moved(value, device):
    """KernelBench gives every tensor as float32, indices too."""
    return value.to(device=device, dtype=torch.float32) if isinstance(value, torch.Tensor) else value


def opinion(asked):
    device = torch.device(asked["device"])
    problem = Problem(asked["file"])
    names = problem.run(values_at(asked["sites"], asked["size"]))
    seeded(SEED)
    given = [moved(value, device) for value in names["get_init_inputs"]()]
    with torch.no_grad():
        seeded(SEED)
        model = names["Model"](*given)
        try:
            new = candidate(asked["candidate"], dict(names))
            seeded(SEED)
            new = new(*given).to(device=device, dtype=torch.float32)
        except (Exception, SystemExit) as error:
            return {"passed": 0, "error": text_of(error)}
        model = model.to(device=device, dtype=torch.float32)
        return trials(model, new, names["get_inputs"], device)


def candidate(path, names):
    with open(path, encoding="utf-8") as file:
        exec(compile(file.read(), path, "exec"), names)
    return names["ModelNew"]


def trials(model, new, get_inputs, device):
    torch.manual_seed(SEED)
    seeds = [torch.randint(0, 2**32 - 1, (1,)).item() for _ in range(TRIALS)]
    passed = 0
    for seed in seeds:
        seeded(seed)
        inputs = [moved(value, device) for value in get_inputs()]
        seeded(seed)
        expected = model(*inputs)
        try:
            got = new(*inputs)
            if expected.shape != got.shape:
                return {"passed": passed, "error": "shape %s" % list(got.shape)}
            passed += torch.allclose(expected, got, atol=TOLERANCE, rtol=TOLERANCE)
        except (Exception, SystemExit) as error:
            return {"passed": passed, "error": text_of(error)}
    return {"passed": passed, "error": ""}
