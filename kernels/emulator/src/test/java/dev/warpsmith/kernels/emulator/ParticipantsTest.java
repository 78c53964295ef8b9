package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.Dim3;
import dev.warpsmith.kernels.device.LaunchOptions;
import dev.warpsmith.kernels.device.LaunchResult;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who takes part in warp-level operations and barriers, on kernels of participants.cu. */
class ParticipantsTest {
  private static final int ORDERS = 5;
  private static final String PTX = KernelRunner.resource("participants.sm_90.ptx");

  private static LaunchResult launch(String kernel, int threads, int seed) {
    try (KernelRunner runner = new KernelRunner(PTX)) {
      return runner.launch(
          LaunchOptions.sanitizing(seed),
          kernel,
          Dim3.of(1),
          Dim3.of(threads),
          runner.floats("y", new float[64]),
          2);
    }
  }

  private static void reports(DeviceFault.Kind kind, String kernel, String message) {
    for (int seed = 0; seed < ORDERS; seed++) {
      DeviceFault fault =
          launch(kernel, 64, seed)
              .match(
                  completed -> {
                    throw new AssertionError(kernel + " completed");
                  },
                  faulted -> faulted.fault());
      assertThat(fault.message()).matches("participants.cu:" + message);
      assertThat(fault.kind()).isEqualTo(kind);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value = {
        "names_an_exited_lane @ 5: thread \\(0,0,0\\) of block \\(0,0,0\\) executes"
            + " shfl.sync.down.b32 with mask 0xffffffff, which names thread \\(2,0,0\\), which has"
            + " exited",
        "lacks_itself @ 19: thread \\(0,0,0\\) of block \\(0,0,0\\) executes vote.sync.any.pred"
            + " with mask 0xfffffffe, which lacks its own lane 0",
        "gives_two_masks @ 24: thread \\((0|32),0,0\\) of block \\(0,0,0\\) executes"
            + " shfl.sync.bfly.b32 with mask 0x7fffffff, which meets thread \\((1|33),0,0\\) with"
            + " mask 0xffffffff",
        "shuffles_meet_votes @ 41: thread \\((0|32),0,0\\) of block \\(0,0,0\\) executes"
            + " vote.sync.any.pred with mask 0xffffffff, which meets thread \\((1|33),0,0\\) at"
            + " shfl.sync.bfly.b32 \\(participants.cu:39\\)",
        "barriers_on_two_lines @ (54|57): thread \\((0|32),0,0\\) of block \\(0,0,0\\) meets"
            + " barrier 0, but thread \\((0|32),0,0\\) of its block at participants.cu:(54|57)",
        "barriers_in_half_a_warp @ 69: thread \\((16|48),0,0\\) of block \\(0,0,0\\) meets"
            + " barrier 0, but thread \\((0|32),0,0\\) of its block at participants.cu:66",
        "counts_half_a_warp @ 94: thread \\((0|32),0,0\\) of block \\(0,0,0\\) meets barrier 1 for"
            + " 16 threads, which is not a multiple of 32",
      })
  void reportsWrongParticipants(String kernel, String message) {
    reports(DeviceFault.Kind.BARRIER_DIVERGENCE, kernel, message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      value =
          "waits_for_lanes_at_the_barrier @ 47: thread \\(0,0,0\\) of block \\(0,0,0\\) waits"
              + " forever: shfl.sync.down.b32 with mask 0xffffffff names thread \\(5,0,0\\), which"
              + " does not come; thread \\(5,0,0\\) waits at bar.sync \\(participants.cu:46\\)")
  void reportsWhoDoesNotCome(String kernel, String message) {
    reports(DeviceFault.Kind.DEADLOCK, kernel, message);
  }

  @ParameterizedTest
  @CsvSource({
    "names_who_is_left, 64",
    "names_lanes_beyond_the_block, 48",
    "splits_the_warp_in_two, 64",
    "shuffles_the_active, 64",
    "barriers_for_all, 64",
    "returns_before_the_barrier, 64",
  })
  void acceptsRightParticipants(String kernel, int threads) {
    for (int seed = 0; seed < ORDERS; seed++) {
      String said = launch(kernel, threads, seed).match(c -> "", f -> f.fault().message());
      assertThat(said).isEmpty();
    }
  }
}
