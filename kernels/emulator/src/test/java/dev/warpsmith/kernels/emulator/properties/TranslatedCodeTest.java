package dev.warpsmith.kernels.emulator.properties;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.BlockSelection;
import dev.warpsmith.kernels.device.LaunchOptions;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Translated code against the interpreter, on random programs. */
@AddLifecycleHook(FuzzBudget.class)
class TranslatedCodeTest {
  private static final int BLOCKS = 2;

  @Provide
  Arbitrary<RandomProgram> programs() {
    return Programs.any();
  }

  @Provide
  Arbitrary<RandomProgram> straightPrograms() {
    return Programs.straight();
  }

  @Property(
      tries = 60,
      seed = "20261125",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.BOUNDED)
  void computesStraightCodeAsTheInterpreterDoes(@ForAll("straightPrograms") RandomProgram program) {
    String ptx = PtxWriter.write(program);
    byte[] expected = Interpreter.run(ptx, 1);
    try (EmulatedRun run = new EmulatedRun(ptx, 1)) {
      same(run.run(LaunchOptions.compute(), 1), expected, "fast");
    }
  }

  @Property(
      tries = 60,
      seed = "20261125",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.BOUNDED)
  void computesAsTheInterpreterDoesInEveryVariant(@ForAll("programs") RandomProgram program) {
    String ptx = PtxWriter.write(program);
    byte[] expected = Interpreter.run(ptx, BLOCKS);
    try (EmulatedRun run = new EmulatedRun(ptx, 1)) {
      same(run.run(LaunchOptions.compute(), BLOCKS), expected, "fast");
      same(run.run(LaunchOptions.compute().withSeed(7), BLOCKS), expected, "reordered");
      LaunchOptions counting = LaunchOptions.counting(BlockSelection.all());
      same(run.run(counting, BLOCKS), expected, "counting");
      same(run.run(LaunchOptions.sanitizing(1), BLOCKS), expected, "sanitizing");
    }
  }

  @Property(
      tries = 12,
      seed = "20261125",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.BOUNDED)
  void computesTheSameOnAnyNumberOfThreads(@ForAll("programs") RandomProgram program) {
    String ptx = PtxWriter.write(program);
    byte[] expected = emulated(ptx, 1);
    same(emulated(ptx, 2), expected, "2 threads");
    same(emulated(ptx, 8), expected, "8 threads");
  }

  /** Cuts basic blocks at every line, at every third, and nowhere. */
  @Property(
      tries = 15,
      seed = "20261125",
      edgeCases = EdgeCasesMode.NONE,
      shrinking = ShrinkingMode.BOUNDED)
  void computesTheSameHoweverBlocksAreCut(@ForAll("programs") RandomProgram program) {
    byte[] expected = emulated(PtxWriter.write(program), 1);
    same(emulated(PtxWriter.write(program, 1), 1), expected, "a block per line");
    same(emulated(PtxWriter.write(program, 3), 1), expected, "a block per three lines");
  }

  private static byte[] emulated(String ptx, int threads) {
    try (EmulatedRun run = new EmulatedRun(ptx, threads)) {
      return run.run(LaunchOptions.compute(), 4);
    }
  }

  private static void same(byte[] actual, byte[] expected, String how) {
    for (int k = 0; k < actual.length; k++) {
      if (actual[k] != expected[k]) {
        int thread = k / PtxWriter.BYTES_PER_THREAD;
        String place = PtxWriter.place(k % PtxWriter.BYTES_PER_THREAD);
        assertThat(actual[k]).as("%s: %s of thread %d", how, place, thread).isEqualTo(expected[k]);
      }
    }
  }
}
