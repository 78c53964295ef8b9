package dev.warpsmith.kernels.emulator.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * All scalar instruction forms up to sm_90, as ptxas of CUDA 13.0 takes them: the resource {@code
 * scalar-forms.txt}, one form a line.
 */
final class Inventory {
  /** Forms whose meaning the PTX ISA does not give; the emulator must refuse them. */
  private static final Pattern REFUSED =
      Pattern.compile(
          "fma\\..*\\.oob\\..*"
              + "|rcp\\.r[nzmp]\\.ftz\\.f64"
              + "|cvt\\.(f16\\.bf16|bf16\\.f16)"
              + "|v[a-z]+\\..*"
              + "|v[a-z]+[24]\\.(?!u32\\.u32\\.u32|s32\\.s32\\.s32).*"
              + "|v(add|sub|min|max|avrg)[24]\\..*\\.add");

  private Inventory() {}

  static List<Form> all() {
    try (InputStream in = Inventory.class.getResourceAsStream("scalar-forms.txt")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("//"))
          .map(Form::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static boolean refused(Form form) {
    return REFUSED.matcher(form.mnemonic()).matches();
  }

  static List<Form> executed() {
    return all().stream().filter(form -> !refused(form)).toList();
  }
}
