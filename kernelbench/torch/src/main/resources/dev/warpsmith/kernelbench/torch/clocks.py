"""Clocks of PyTorch's calls: CUDA events, or for tests the host's.

Each sample stands behind a write of twice the L2 cache. The GPU sleeps before it for as long as the
host needs to enqueue it, so no sample waits for Python.
"""

import time

import torch

LEAST_FLUSH_BYTES = 8 << 20
CYCLES_PER_SECOND = 2.0e9
WARM_UP_SECONDS = 0.2
LEAST_WARM_UPS = 3


class EventClock:
    """CUDA events on one GPU."""

    def __init__(self, device, l2):
        size = max(LEAST_FLUSH_BYTES, 2 * l2) // 4
        self.flush = torch.empty(size, dtype=torch.int32, device=device)
        self.pattern = 0
        self.host = {}

    def enqueue(self, call, start, end):
        self.pattern += 1
        self.flush.fill_(self.pattern)
        start.record()
        call()
        end.record()

    def events(self):
        return torch.cuda.Event(enable_timing=True), torch.cuda.Event(enable_timing=True)

    def learn(self, call):
        """Learns how long the host takes for a sample, while the GPU sleeps."""
        # Once before: the first launch of a kernel loads it, which waits for the GPU.
        torch.cuda._sleep(1)
        self.enqueue(call, *self.events())
        torch.cuda.synchronize()
        torch.cuda._sleep(int(0.02 * CYCLES_PER_SECOND))
        begin = time.perf_counter()
        self.enqueue(call, *self.events())
        self.host[call] = time.perf_counter() - begin
        torch.cuda.synchronize()

    def sample(self, call, count):
        pairs = [self.events() for _ in range(count)]
        sleep = min(0.02, max(2e-5, 1.5 * self.host[call]))
        torch.cuda.synchronize()
        for start, end in pairs:
            torch.cuda._sleep(int(sleep * CYCLES_PER_SECOND))
            self.enqueue(call, start, end)
        torch.cuda.synchronize()
        return [start.elapsed_time(end) * 1000.0 for start, end in pairs]

    def settle(self):
        torch.cuda.synchronize()


class HostClock:
    """The host's clock, where there is no GPU: such times are compared with nothing."""

    def __init__(self, l2):
        self.flush = torch.empty(max(LEAST_FLUSH_BYTES, 2 * l2) // 4, dtype=torch.int32)
        self.host = {}

    def learn(self, call):
        self.host[call] = self.sample(call, 1)[0] * 1e-6

    def sample(self, call, count):
        micros = []
        for i in range(count):
            self.flush.fill_(i)
            begin = time.perf_counter()
            call()
            micros.append((time.perf_counter() - begin) * 1e6)
        return micros

    def settle(self):
        pass


def warmed(clock, call, settle):
    """Calls until what the first calls do besides is done, and says what a clock learned."""
    begin = time.perf_counter()
    call()
    settle()
    first = time.perf_counter() - begin
    begin, done = time.perf_counter(), 0
    while done < LEAST_WARM_UPS or time.perf_counter() - begin < WARM_UP_SECONDS:
        call()
        settle()
        done += 1
    clock.learn(call)
    return {"firstSeconds": first, "hostMicros": clock.host[call] * 1e6}
