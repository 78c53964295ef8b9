package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.process.Programs;
import dev.warpsmith.kernels.process.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds nvcc, and asks it (a dry run compiles nothing) where its other programs are. */
final class ToolchainFinder {
  private static final String INSTALL_CUDA =
      "install the CUDA toolkit 12 or later (https://developer.nvidia.com/cuda-downloads; on"
          + " Debian and Ubuntu: apt-get install nvidia-cuda-toolkit) or set CUDA_HOME to its"
          + " folder";
  private static final String INSTALL_HOST =
      "install one (on Debian and Ubuntu: apt-get install g++) or set NVCC_CCBIN to its path";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Pattern VERSION = Pattern.compile("\\bV(\\d+\\.\\d+\\.\\d+)");
  private static final Pattern CICC = Pattern.compile("(?m)^#\\$ CICC_PATH=(.*)$");
  private static final Pattern TOOL_PATH = Pattern.compile("(?m)^#\\$ PATH=(.*)$");
  private static final Pattern HERE = Pattern.compile("(?m)^#\\$ _HERE_=(.*)$");
  private static final Pattern INCLUDE =
      Pattern.compile("\"-I([^\"]+)\"|\"-isystem\" \"([^\"]+)\"");

  private final Map<String, String> environment;

  ToolchainFinder(Map<String, String> environment) {
    this.environment = Map.copyOf(environment);
  }

  Toolchain find() {
    Path driver = nvcc();
    // Before nvcc's dry run, which says nothing useful without a host compiler.
    Optional<Path> named = namedHostCompiler();
    Path host = named.orElseGet(this::hostCompiler);
    String dryRun = output(List.of(driver.toString(), "--dryrun", "-ptx", "kernel.cu"));
    Path nvcc = folder(HERE, dryRun).map(bin -> bin.resolve("nvcc")).orElse(driver);
    Path cicc = cicc(nvcc, dryRun);
    Path ptxas = nvcc.resolveSibling("ptxas");
    require(nvcc, INSTALL_CUDA);
    require(cicc, "the CUDA toolkit is incomplete; " + INSTALL_CUDA);
    require(ptxas, "the CUDA toolkit is incomplete; " + INSTALL_CUDA);
    List<Path> cudaIncludes = cudaIncludes(dryRun);
    return new Toolchain(
        nvcc,
        cicc,
        ptxas,
        host,
        named.isPresent(),
        version(nvcc),
        cudaIncludes,
        hostIncludes(host),
        ToolHash.of(programs(nvcc, cicc, ptxas, host, cudaIncludes)));
  }

  private Path nvcc() {
    return Stream.concat(Programs.folders(environment), installed())
        .map(folder -> folder.resolve("nvcc"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new ToolchainException(
                    "nvcc was not found on PATH, in $CUDA_HOME/bin or in /usr/local/cuda*/bin; "
                        + INSTALL_CUDA));
  }

  /** Returns nvcc's device front end; where it is depends on the toolkit's version and packager. */
  private static Path cicc(Path nvcc, String dryRun) {
    Path usual = nvcc.resolveSibling("../nvvm/bin/cicc").normalize();
    Matcher path = TOOL_PATH.matcher(dryRun);
    Stream<Path> searched = path.find() ? Programs.entries(path.group(1)) : Stream.of();
    return Stream.concat(folder(CICC, dryRun).stream(), searched)
        .map(folder -> folder.resolve("cicc").normalize())
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(usual);
  }

  private Stream<Path> path() {
    return Programs.entries(environment.getOrDefault("PATH", ""));
  }

  private static Stream<Path> installed() {
    Path root = Path.of("/usr/local");
    if (!Files.isDirectory(root)) {
      return Stream.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).startsWith("cuda"))
          .sorted(Comparator.<Path>naturalOrder())
          .map(entry -> entry.resolve("bin"))
          .toList()
          .stream();
    } catch (IOException e) {
      throw new ToolchainException("cannot list " + root + ": " + e.getMessage(), e);
    }
  }

  private Optional<Path> namedHostCompiler() {
    Optional<Path> named = Optional.ofNullable(environment.get("NVCC_CCBIN")).map(Path::of);
    Optional<Path> program =
        named.map(path -> Files.isDirectory(path) ? path.resolve("g++") : path);
    program.ifPresent(path -> require(path, "NVCC_CCBIN names no host compiler; " + INSTALL_HOST));
    return program;
  }

  private Path hostCompiler() {
    return path()
        .map(folder -> folder.resolve("gcc"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(
            () ->
                new ToolchainException(
                    "nvcc needs a host C++ compiler, and gcc was not found on PATH; "
                        + INSTALL_HOST));
  }

  private String version(Path nvcc) {
    String text = output(List.of(nvcc.toString(), "--version"));
    Matcher version = VERSION.matcher(text);
    if (!version.find()) {
      throw new ToolchainException(
          nvcc + " --version prints no version: '" + text.strip() + "'; " + INSTALL_CUDA);
    }
    return version.group(1);
  }

  private List<Path> hostIncludes(Path host) {
    String text =
        output(List.of(host.toString(), "-E", "-x", "c++", "-v", "/dev/null", "-o", "/dev/null"));
    if (text.contains("cc1plus") && text.contains("cannot execute")) {
      throw new ToolchainException(
          host + " cannot compile C++ (cc1plus is missing); " + INSTALL_HOST);
    }
    List<Path> includes =
        text.lines()
            .dropWhile(line -> !line.startsWith("#include <...>"))
            .takeWhile(line -> !line.startsWith("End of search list"))
            .filter(line -> line.startsWith(" /"))
            .map(line -> Path.of(line.strip()).normalize())
            .toList();
    if (includes.isEmpty()) {
      throw new ToolchainException(
          host
              + " names no folder of C++ headers; "
              + INSTALL_HOST
              + " (it printed: "
              + text.strip()
              + ")");
    }
    return includes;
  }

  private static List<Path> cudaIncludes(String dryRun) {
    List<Path> includes = new ArrayList<>();
    Matcher include = INCLUDE.matcher(dryRun);
    while (include.find()) {
      Path folder = Path.of(include.group(1) == null ? include.group(2) : include.group(1));
      if (!includes.contains(folder.normalize())) {
        includes.add(folder.normalize());
      }
    }
    return includes;
  }

  private static List<Path> programs(
      Path nvcc, Path cicc, Path ptxas, Path host, List<Path> cudaIncludes) {
    Stream<Path> headers = cudaIncludes.stream().map(folder -> folder.resolve("cuda.h"));
    return Stream.concat(Stream.of(nvcc, cicc, ptxas, host), headers)
        .filter(Files::isRegularFile)
        .toList();
  }

  private static Optional<Path> folder(Pattern pattern, String dryRun) {
    Matcher matcher = pattern.matcher(dryRun);
    return matcher.find()
        ? Optional.of(Path.of(matcher.group(1).strip()).normalize())
        : Optional.empty();
  }

  private static void require(Path program, String remedy) {
    if (!Files.isExecutable(program)) {
      throw new ToolchainException(program + " is missing or cannot be executed; " + remedy);
    }
  }

  private String output(List<String> command) {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try {
      return ToolchainFault.requireNotInterrupted(
              command.get(0),
              ToolRun.of(command, temporary, ToolEnvironment.of(environment, temporary), LIMIT))
          .output();
    } catch (IOException e) {
      throw new ToolchainException(
          "cannot run " + command.get(0) + ": " + e.getMessage() + "; " + INSTALL_CUDA, e);
    }
  }
}
