package dev.warpsmith.kernels.process;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;

/** Where programs are looked for. */
public final class Programs {
  private Programs() {}

  /** Returns the folders of PATH, then those of the CUDA toolkit that the environment names. */
  public static Stream<Path> folders(Map<String, String> environment) {
    Stream<Path> cuda =
        Stream.of("CUDA_HOME", "CUDA_PATH")
            .flatMap(name -> Stream.ofNullable(environment.get(name)))
            .map(home -> Path.of(home, "bin"));
    return Stream.concat(entries(environment.getOrDefault("PATH", "")), cuda);
  }

  /** Returns the folders of a text like PATH. */
  public static Stream<Path> entries(String path) {
    return Arrays.stream(path.split(File.pathSeparator))
        .filter(entry -> !entry.isBlank())
        .map(Path::of);
  }

  /** Tells whether a path is a program. */
  public static boolean isProgram(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
