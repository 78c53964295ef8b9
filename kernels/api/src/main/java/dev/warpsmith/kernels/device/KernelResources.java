package dev.warpsmith.kernels.device;

/**
 * What {@code ptxas -v} reports for one kernel.
 *
 * @param registers per thread
 * @param staticSharedBytes per block
 * @param constantBytes all constant banks
 * @param stackBytes stack frame per thread
 * @param spillStoreBytes per thread
 * @param spillLoadBytes per thread
 * @param barriers named barriers used
 */
public record KernelResources(
    int registers,
    int staticSharedBytes,
    int constantBytes,
    int stackBytes,
    int spillStoreBytes,
    int spillLoadBytes,
    int barriers) {}
