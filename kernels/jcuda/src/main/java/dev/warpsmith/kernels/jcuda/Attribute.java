package dev.warpsmith.kernels.jcuda;

/** The device attributes that Warpsmith asks the driver for ({@code CUdevice_attribute}). */
enum Attribute {
  THREADS_PER_BLOCK(1),
  CLOCK_KHZ(13),
  SMS(16),
  MEMORY_CLOCK_KHZ(36),
  MEMORY_BUS_BITS(37),
  L2_BYTES(38),
  THREADS_PER_SM(39),
  CAPABILITY_MAJOR(75),
  CAPABILITY_MINOR(76),
  SHARED_BYTES_PER_SM(81),
  REGISTERS_PER_SM(82),
  COOPERATIVE_LAUNCH(95),
  SHARED_BYTES_PER_BLOCK(97),
  BLOCKS_PER_SM(106),
  RESERVED_SHARED_BYTES_PER_BLOCK(111);

  private final int number;

  Attribute(int number) {
    this.number = number;
  }

  /** Returns the driver's number of it. */
  int number() {
    return number;
  }
}
