package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.Bindings;
import dev.warpsmith.kernels.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * All that decides what a source compiles to, but for the toolchain.
 *
 * @param text the source
 * @param flags a candidate's flags, all allowed
 * @param defines tunables, which become macros
 * @param arch such as {@code sm_90}
 */
record CompileRequest(String text, CompilerFlags flags, Bindings defines, String arch) {
  /** Changes when entries of older versions must not be used. */
  private static final String FORMAT = "warpsmith-compile-1";

  CompileRequest {
    if (!arch.matches("sm_\\d{2,3}[af]?")) {
      throw new IllegalArgumentException("arch '" + arch + "': expected a name such as sm_90");
    }
  }

  /** Returns the command that makes {@code kernel.ptx} and the list of files read. */
  List<String> nvccCommand(Toolchain toolchain) {
    List<String> command = new ArrayList<>();
    command.add(toolchain.nvcc().toString());
    command.addAll(List.of("-ptx", "-lineinfo", "-arch=" + arch, "-std=c++17"));
    if (toolchain.namedHostCompiler()) {
      command.addAll(List.of("-ccbin", toolchain.hostCompiler().toString()));
    }
    command.addAll(flags.frontEnd());
    defines.asMap().forEach((name, value) -> command.add("-D" + name + "=" + value));
    command.addAll(List.of("-MD", "-MF", NvccCompiler.DEPENDENCIES));
    command.addAll(List.of(NvccCompiler.FILE, "-o", NvccCompiler.PTX));
    return command;
  }

  /** Returns the command that makes {@code kernel.cubin} and prints the resources used. */
  List<String> ptxasCommand(Toolchain toolchain) {
    List<String> command = new ArrayList<>();
    command.add(toolchain.ptxas().toString());
    command.addAll(List.of("-v", "--gpu-name", arch));
    command.addAll(flags.assembler());
    command.addAll(List.of(NvccCompiler.PTX, "-o", NvccCompiler.CUBIN));
    return command;
  }

  /** Returns the key in the cache, hexadecimal. */
  String key(Toolchain toolchain) {
    MessageDigest digest = Sha256.digest();
    List<String> parts = new ArrayList<>(List.of(FORMAT, toolchain.hash(), arch, text));
    parts.addAll(nvccCommand(toolchain));
    parts.addAll(ptxasCommand(toolchain));
    for (String part : parts) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
