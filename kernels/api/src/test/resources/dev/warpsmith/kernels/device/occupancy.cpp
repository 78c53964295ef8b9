// Reads launches, one per line, and prints what CUDA's occupancy calculator says of them:
// blocks per SM, then the limits by warps, registers, shared memory and blocks. Of a launch of no
// thread it prints the sizes that the SM's shared memory can have.
#include <cstddef>
#include <climits>
#include <cstdio>

#include "cuda_occupancy.h"

int main() {
  int major, minor, threadsPerSm, registers, sharedSm, sharedBlock, reserved, sms;
  int threads, regs, shared;
  while (scanf("%d %d %d %d %d %d %d %d %d %d %d", &major, &minor, &threadsPerSm, &registers,
               &sharedSm, &sharedBlock, &reserved, &sms, &threads, &regs, &shared) == 11) {
    cudaOccDeviceProp device;
    device.computeMajor = major;
    device.computeMinor = minor;
    device.maxThreadsPerBlock = 1024;
    device.maxThreadsPerMultiprocessor = threadsPerSm;
    device.regsPerBlock = registers;
    device.regsPerMultiprocessor = registers;
    device.warpSize = 32;
    device.sharedMemPerBlock = 48 * 1024;
    device.sharedMemPerMultiprocessor = sharedSm;
    device.numSms = sms;
    device.sharedMemPerBlockOptin = sharedBlock;
    device.reservedSharedMemPerBlock = reserved;
    if (threads == 0) {
      size_t last = (size_t)-1;
      for (int percent = 0; percent <= 100; ++percent) {
        cudaOccDeviceState preference;
        preference.carveoutConfig = percent;
        size_t bytes = 0;
        cudaOccSMemPerMultiprocessor(&bytes, &device, &preference);
        if (bytes != last) {
          printf("%s%zu", percent == 0 ? "" : " ", bytes);
        }
        last = bytes;
      }
      printf("\n");
      continue;
    }
    cudaOccFuncAttributes kernel;
    kernel.maxThreadsPerBlock = 1024;
    kernel.numRegs = regs;
    kernel.sharedSizeBytes = 0;
    kernel.partitionedGCConfig = PARTITIONED_GC_OFF;
    kernel.shmemLimitConfig = FUNC_SHMEM_LIMIT_OPTIN;
    kernel.maxDynamicSharedSizeBytes = shared;
    cudaOccDeviceState state;
    cudaOccResult result;
    int status = cudaOccMaxActiveBlocksPerMultiprocessor(&result, &device, &kernel, &state, threads,
                                                         shared);
    if (status != CUDA_OCC_SUCCESS) {
      printf("error %d\n", status);
    } else {
      printf("%d %d %d %d %d\n", result.activeBlocksPerMultiprocessor, result.blockLimitWarps,
             result.blockLimitRegs, result.blockLimitSharedMem, result.blockLimitBlocks);
    }
  }
}
