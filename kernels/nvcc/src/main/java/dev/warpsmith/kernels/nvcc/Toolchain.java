package dev.warpsmith.kernels.nvcc;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The compilers of this machine.
 *
 * @param nvcc the compiler driver
 * @param cicc its device front end
 * @param ptxas the assembler
 * @param hostCompiler what nvcc preprocesses with
 * @param namedHostCompiler whether nvcc must be told of the host compiler, which is not on its PATH
 * @param version nvcc's, such as {@code 13.0.88}
 * @param cudaIncludes folders of CUDA's headers
 * @param hostIncludes folders of the host compiler's headers
 * @param hash changes when any of the programs or CUDA's headers' version does
 */
public record Toolchain(
    Path nvcc,
    Path cicc,
    Path ptxas,
    Path hostCompiler,
    boolean namedHostCompiler,
    String version,
    List<Path> cudaIncludes,
    List<Path> hostIncludes,
    String hash) {
  public Toolchain {
    cudaIncludes = List.copyOf(cudaIncludes);
    hostIncludes = List.copyOf(hostIncludes);
  }

  /**
   * Finds the compilers of this process' environment: on {@code PATH}, in {@code CUDA_HOME} or
   * {@code CUDA_PATH}, in {@code /usr/local/cuda*}; the host compiler in {@code NVCC_CCBIN} or on
   * {@code PATH}.
   *
   * @throws ToolchainException if one is missing; the message says how to install it
   */
  public static Toolchain find() {
    return find(System.getenv());
  }

  /**
   * Finds the compilers of a given environment.
   *
   * @throws ToolchainException if one is missing; the message says how to install it
   */
  public static Toolchain find(Map<String, String> environment) {
    return new ToolchainFinder(environment).find();
  }

  /**
   * Tells whether a file is one of CUDA's or the host compiler's headers. The folders may be
   * symbolic links; compilers name some files in them by their real paths.
   */
  boolean isHeader(Path file) {
    Path normal = file.normalize();
    return Stream.concat(cudaIncludes.stream(), hostIncludes.stream())
        .anyMatch(folder -> normal.startsWith(folder) || normal.startsWith(real(folder)));
  }

  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      return folder; // a folder that compilers search and that does not exist holds no headers
    }
  }

  /** Returns {@code nvcc 13.0.88 (/usr/local/cuda-13.0/bin/nvcc)}. */
  @Override
  public String toString() {
    return "nvcc " + version + " (" + nvcc + ")";
  }
}
