package dev.warpsmith.kernels.ptx;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One PTX instruction.
 *
 * @param opcode the word before the first dot, such as {@code ld}
 * @param modifiers the words after it, without dots, such as {@code global, nc, f32}
 * @param operands destinations first
 * @param guard the predicate under which it runs
 * @param ptxLine line in the PTX text
 * @param source the CUDA source line, where {@code .loc} tells
 */
public record Instruction(
    String opcode,
    List<String> modifiers,
    List<Operand> operands,
    Optional<Guard> guard,
    int ptxLine,
    Optional<SourceLine> source)
    implements Statement {

  /** A guard predicate {@code @%p} or {@code @!%p}. */
  public record Guard(String register, boolean negated) {
    @Override
    public String toString() {
      return (negated ? "@!" : "@") + register;
    }
  }

  /** Copies the lists. */
  public Instruction {
    Objects.requireNonNull(opcode);
    modifiers = List.copyOf(modifiers);
    operands = List.copyOf(operands);
    Objects.requireNonNull(guard);
    Objects.requireNonNull(source);
  }

  /** Tells whether the modifier is among the instruction's. */
  public boolean has(String modifier) {
    return modifiers.contains(modifier);
  }

  /** Returns the opcode with its modifiers, such as {@code ld.global.nc.f32}. */
  public String mnemonic() {
    return modifiers.isEmpty() ? opcode : opcode + "." + String.join(".", modifiers);
  }

  /** Returns where the user wrote it, such as {@code kernel.cu:31}, or the line in the PTX. */
  public String place() {
    return source.map(line -> line.user().toString()).orElse("PTX line " + ptxLine);
  }

  /** Returns the instruction as PTX, with its semicolon. */
  @Override
  public String toString() {
    String text = operands.stream().map(Operand::toString).collect(Collectors.joining(", "));
    return guard.map(g -> g + " ").orElse("")
        + mnemonic()
        + (text.isEmpty() ? ";" : " " + text + ";");
  }
}
