package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.JsonNode;
import dev.warpsmith.coder.Instruction.Basis;
import java.util.Locale;

/** What a change was chosen by, as JSON. */
final class BasisJson {
  private BasisJson() {}

  static String write(Basis basis) {
    return basis.name().toLowerCase(Locale.ROOT);
  }

  /** Reads what {@link #write} wrote; journals of older versions know only the profile. */
  static Basis read(JsonNode node) {
    return node.isTextual() ? Basis.valueOf(node.asText().toUpperCase(Locale.ROOT)) : Basis.PROFILE;
  }
}
