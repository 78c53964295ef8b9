package dev.warpsmith.kernelbench.evaluation;

/**
 * NVIDIA's tools that watch candidates run on a GPU.
 *
 * @param counters say where measured times go
 * @param sanitizer checks the best candidates on the GPU itself
 */
public record HardwareTools(HardwareCounters counters, HardwareSanitizer sanitizer) {}
