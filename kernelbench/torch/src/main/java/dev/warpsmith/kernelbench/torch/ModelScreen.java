package dev.warpsmith.kernelbench.torch;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a {@code ModelNew}'s text, which is not run, for what one should look at twice. */
public final class ModelScreen {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern KERNEL =
      Pattern.compile(
          "__global__\\s+void\\s+(?:__launch_bounds__\\s*\\([^)]*\\)\\s*)?(\\w+)"
              + "|@triton\\.jit(?:\\([^)]*\\))?\\s+def\\s+(\\w+)");

  private ModelScreen() {}

  /** Returns what is flagged, such as {@code line 12: try/except: ...}; a flag is no refusal. */
  public static List<String> flags(WorkerSession session, Path file) {
    ModelFile text = new ModelFile(file);
    List<String> flags = new ArrayList<>();
    for (JsonNode flag : text.answer(session, text.question("screen"), LIMIT).path("flags")) {
      flags.add("line " + flag.path("line").asInt() + ": " + flag.path("text").asText());
    }
    return flags;
  }

  /** Returns the names of the kernels that the text defines. */
  public static Set<String> kernels(Path file) {
    try {
      Set<String> names = new LinkedHashSet<>();
      Matcher matcher = KERNEL.matcher(Files.readString(file));
      while (matcher.find()) {
        names.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
      }
      return names;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
