package dev.warpsmith.kernels.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The compiled kernels of {@code contract.cu}. */
final class ContractImage {
  static final KernelResources ADD = using(12, 0);

  /** What ptxas 13.0 reports for sm_90. */
  private static final Map<String, KernelResources> RESOURCES =
      Map.of(
          "add", ADD,
          "scale", using(10, 0),
          "past_end", using(10, 0),
          "count", using(10, 0),
          "reverse", using(10, 1),
          "place", using(12, 0),
          "spin", using(6, 0),
          "_Z5plainPi", using(8, 0));

  private ContractImage() {}

  static ModuleImage read() {
    return new ModuleImage(text("contract.ptx"), Optional.empty(), RESOURCES);
  }

  private static KernelResources using(int registers, int barriers) {
    return new KernelResources(registers, 0, 0, 0, 0, 0, barriers);
  }

  private static String text(String name) {
    try (InputStream input = ContractImage.class.getResourceAsStream(name)) {
      if (input == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return new String(input.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
