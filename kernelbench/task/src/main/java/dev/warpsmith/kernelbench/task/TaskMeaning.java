package dev.warpsmith.kernelbench.task;

import dev.warpsmith.kernels.Candidate;
import java.util.Optional;

/** What a task computes, and the kernels that came with it. */
record TaskMeaning(Reference reference, Optional<Candidate> kernels, boolean fastMathAllowed) {}
