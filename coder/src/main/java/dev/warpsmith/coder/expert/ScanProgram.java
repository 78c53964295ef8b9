package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.expert.Program.Combine;
import dev.warpsmith.coder.expert.Program.Load;
import dev.warpsmith.coder.expert.Program.Scan;
import dev.warpsmith.coder.expert.Program.Scope;
import dev.warpsmith.coder.expert.Program.Step;
import dev.warpsmith.coder.expert.Program.Value;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * A region with a scan as scalar steps: those before it have level 0, those after it level 1.
 *
 * @param scan the scan
 * @param carried element values from before the scan that are used after it
 */
record ScanProgram(Program program, Scan scan, Set<String> carried) {

  static ScanProgram of(RegionContext context, KernelParameters parameters) {
    Program program =
        Lowering.of(context.region(), context.tensors(), context.identifiers(), parameters, "1");
    Scan scan =
        program.values().stream()
            .filter(Scan.class::isInstance)
            .map(Scan.class::cast)
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("no scan in the region"));
    return new ScanProgram(program, scan, carried(program));
  }

  private static Set<String> carried(Program program) {
    Set<String> carried = new LinkedHashSet<>();
    for (Value value : program.values()) {
      if (value instanceof Step step && step.level() == 1) {
        for (String operand : step.operands()) {
          program
              .find(operand)
              .filter(used -> used.scope() == Scope.ELEMENT && used.level() == 0)
              .filter(used -> !(used instanceof Load load) || !load.present().contains(false))
              .ifPresent(used -> carried.add(used.name()));
        }
      }
    }
    return carried;
  }

  /** Returns the values that the first pass leaves in arrays. */
  Set<String> kept() {
    Set<String> kept = new LinkedHashSet<>(carried);
    kept.add(scan.argument());
    return kept;
  }

  /** Returns the values that the second pass finds in arrays. */
  Set<String> found() {
    Set<String> found = new LinkedHashSet<>(carried);
    found.add(scan.name());
    return found;
  }

  String identity() {
    return Accumulators.identity(scan.combine(), "0");
  }

  String combined(String a, String b) {
    return Accumulators.combined(scan.combine(), a, b);
  }

  /**
   * Writes what is carried from chunk to chunk: of sums also the rest that float32 rounds away.
   * Where the sum of a long row passes zero, an element's tolerance is less than these rests
   * together.
   */
  void carry(CudaWriter out) {
    out.line("float running = " + identity() + (sums() ? ", rest = 0.0f;" : ";"));
  }

  /** Returns a value combined with what is carried. */
  String after(String value) {
    return sums() ? "running + (rest + " + value + ")" : combined("running", value);
  }

  /** Writes how the total of a chunk joins what is carried (Knuth's TwoSum, TAOCP 4.2.2). */
  void advance(CudaWriter out, String total) {
    if (!sums()) {
      out.line("running = " + combined("running", total) + ";");
      return;
    }
    out.line("const float through = running + " + total + ";");
    out.line("const float added = through - running;");
    out.line("const float lost = (running - (through - added)) + (" + total + " - added);");
    out.line("if (lost == lost) rest += lost; // not if a sum is infinite");
    out.line("running = through;");
  }

  private boolean sums() {
    return combine() == Combine.SUM;
  }

  Combine combine() {
    return scan.combine();
  }
}
