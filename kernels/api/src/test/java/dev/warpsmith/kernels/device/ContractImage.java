package dev.warpsmith.kernels.device;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** The compiled kernels of {@code contract.cu}. */
final class ContractImage {
  static final KernelResources ADD = new KernelResources(12, 0, 0, 0, 0, 0, 0);

  private ContractImage() {}

  static ModuleImage read() {
    return new ModuleImage(text("contract.ptx"), Optional.empty(), Map.of("add", ADD));
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
