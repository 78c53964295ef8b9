package dev.warpsmith.kernels.emulator.tensor;

/** A generation of tensor cores: those of one generation compute the same bits. */
public enum Generation {
  VOLTA,
  TURING,
  AMPERE,
  ADA,
  HOPPER;

  /** Returns the generation of a compile target such as {@code sm_90}. */
  public static Generation of(String arch) {
    int capability = Integer.parseInt(arch.replaceAll("\\D", ""));
    if (capability < 75) {
      return VOLTA;
    }
    if (capability < 80) {
      return TURING;
    }
    if (capability < 89) {
      return AMPERE;
    }
    return capability < 90 ? ADA : HOPPER;
  }
}
