package dev.warpsmith.kernels.device;

import java.util.Map;
import java.util.Optional;

/**
 * Compiled device code.
 *
 * @param ptx nvcc's PTX text
 * @param cubin ptxas' output for the device's architecture, if it was kept
 * @param resources what ptxas reports, by PTX entry name
 */
public record ModuleImage(
    String ptx, Optional<byte[]> cubin, Map<String, KernelResources> resources) {
  public ModuleImage {
    resources = Map.copyOf(resources);
  }
}
