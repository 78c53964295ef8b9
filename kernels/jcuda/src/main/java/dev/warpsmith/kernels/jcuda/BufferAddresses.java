package dev.warpsmith.kernels.jcuda;

import jcuda.driver.CUdeviceptr;

/** Knows where buffers are on the device. */
@FunctionalInterface
interface BufferAddresses {
  /** Returns the address of a buffer's first byte. */
  CUdeviceptr address(int buffer);
}
