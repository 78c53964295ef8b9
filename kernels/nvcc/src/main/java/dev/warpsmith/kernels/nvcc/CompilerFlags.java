package dev.warpsmith.kernels.nvcc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The flags of a candidate's {@code @flags} that are allowed, sorted by the tool they are for.
 *
 * @param frontEnd for {@code nvcc -ptx}
 * @param assembler for {@code ptxas}
 */
record CompilerFlags(List<String> frontEnd, List<String> assembler) {
  private static final Pattern FLOAT_MODEL =
      Pattern.compile("--?(ftz|prec-div|prec-sqrt)=(true|false)");
  private static final Pattern FMAD = Pattern.compile("--?fmad=(true|false)");
  private static final Pattern REGISTERS = Pattern.compile("--?maxrregcount[= ]?(\\d{1,3})");
  private static final Pattern ASSEMBLER =
      Pattern.compile("(?:-Xptxas|--ptxas-options)=(-O[0-3]|-dlcm=(?:ca|cg|cs|cv))");
  private static final Pattern OPTIMIZE = Pattern.compile("-O[0-3]");
  private static final Pattern PLAIN =
      Pattern.compile(
          "--?(use_fast_math|extra-device-vectorization|expt-relaxed-constexpr"
              + "|extended-lambda|expt-extended-lambda)");

  static final String ALLOWED =
      "-use_fast_math, -ftz=, -prec-div=, -prec-sqrt=, -fmad= (true or false), -maxrregcount=N,"
          + " -O0 to -O3, -Xptxas=-dlcm=ca, -extra-device-vectorization,"
          + " --expt-relaxed-constexpr, --extended-lambda";

  CompilerFlags {
    frontEnd = List.copyOf(frontEnd);
    assembler = List.copyOf(assembler);
  }

  /** Returns the first flag that is not allowed, or empty if all are. */
  static Optional<String> refused(List<String> flags) {
    return flags.stream()
        .filter(flag -> !sort(flag, new ArrayList<>(), new ArrayList<>()))
        .findFirst();
  }

  /** Sorts flags that are all allowed. */
  static CompilerFlags of(List<String> flags) {
    List<String> frontEnd = new ArrayList<>();
    List<String> assembler = new ArrayList<>();
    for (String flag : flags) {
      if (!sort(flag, frontEnd, assembler)) {
        throw new IllegalArgumentException("flag " + flag + " is not allowed");
      }
    }
    return new CompilerFlags(frontEnd, assembler);
  }

  private static boolean sort(String flag, List<String> frontEnd, List<String> assembler) {
    Matcher registers = REGISTERS.matcher(flag);
    Matcher forAssembler = ASSEMBLER.matcher(flag);
    Matcher fmad = FMAD.matcher(flag);
    if (PLAIN.matcher(flag).matches() || FLOAT_MODEL.matcher(flag).matches()) {
      return frontEnd.add(flag);
    }
    if (fmad.matches()) {
      return frontEnd.add(flag) && assembler.add("--fmad=" + fmad.group(1));
    }
    if (registers.matches()) {
      return assembler.add("--maxrregcount=" + registers.group(1));
    }
    if (OPTIMIZE.matcher(flag).matches()) {
      return assembler.add(flag);
    }
    return forAssembler.matches() && assembler.add(forAssembler.group(1));
  }
}
