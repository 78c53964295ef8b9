package dev.warpsmith.profiler.ncu;

import dev.warpsmith.kernels.process.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds ncu: on PATH, in CUDA's folders, in Nsight Compute's own, newest first. */
final class NcuFinder {
  private NcuFinder() {}

  static Optional<Path> find(Map<String, String> environment) {
    return find(environment, Path.of("/usr/local"), Path.of("/opt/nvidia/nsight-compute"));
  }

  static Optional<Path> find(Map<String, String> environment, Path cudas, Path releases) {
    Stream<Path> installed =
        folders(cudas).stream()
            .filter(folder -> String.valueOf(folder.getFileName()).startsWith("cuda"))
            .map(folder -> folder.resolve("bin"));
    return Stream.of(Programs.folders(environment), installed, folders(releases).stream())
        .flatMap(folders -> folders)
        .map(folder -> folder.resolve("ncu"))
        .filter(Programs::isProgram)
        .findFirst();
  }

  private static List<Path> folders(Path parent) {
    if (!Files.isDirectory(parent)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.sorted(Comparator.<Path>naturalOrder().reversed()).toList();
    } catch (IOException e) {
      return List.of();
    }
  }
}
