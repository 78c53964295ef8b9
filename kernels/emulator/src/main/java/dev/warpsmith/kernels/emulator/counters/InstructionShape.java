package dev.warpsmith.kernels.emulator.counters;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One PTX instruction of a basic block, as the cost model sees it.
 *
 * @param opcode the opcode with its modifiers, such as {@code fma.rn.f32}
 * @param pipe the pipe that executes it
 * @param dependsOn indices, within the same basic block, of the instructions that produce its
 *     register operands; producers in other blocks are not listed
 * @param site the memory access it makes, if it accesses global, shared or local memory
 * @param rides whether another load is joined with it and brings its value along
 * @param line where it stands in the CUDA source, such as {@code kernel.cu:31}
 */
public record InstructionShape(
    String opcode,
    Pipe pipe,
    List<Integer> dependsOn,
    Optional<AccessSite> site,
    boolean rides,
    String line) {

  /** Copies the dependencies. */
  public InstructionShape {
    Objects.requireNonNull(opcode);
    Objects.requireNonNull(pipe);
    dependsOn = List.copyOf(dependsOn);
    Objects.requireNonNull(site);
    Objects.requireNonNull(line);
  }
}
