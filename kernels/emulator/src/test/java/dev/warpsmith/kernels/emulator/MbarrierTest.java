package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form of {@code mbarrier}, in hand-written PTX. */
class MbarrierTest {
  private static String misuse(String body) {
    DeviceFault fault = AsyncKernels.fault(LaunchOptions.compute(), 1, body);
    assertThat(AsyncKernels.fault(LaunchOptions.sanitizing(0), 1, body)).isEqualTo(fault);
    return fault.message();
  }

  /** The pending count that thread 0 sees after some instructions on a barrier of 4 arrivals. */
  private static long pendingAfter(String instructions) {
    return AsyncKernels.run(
        1,
        """
        mbarrier.init.shared.b64 [bar], 4;
        %s
        mbarrier.arrive.noComplete.shared.b64 %%l1, [bar], 1;
        mbarrier.pending_count.b64 %%r1, %%l1;
        cvt.u64.u32 %%l2, %%r1;
        st.global.u64 [%%out], %%l2;
        """
            .formatted(instructions))[0];
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "mov.u32 %r9, 0; | 4",
        "mbarrier.arrive.shared.b64 %l9, [bar]; | 3",
        "mbarrier.arrive.shared.b64 %l9, [bar], 2; | 2",
        "mbarrier.arrive.b64 %l9, [%gbar]; | 3",
        "mbarrier.arrive.release.cta.shared::cta.b64 _, [bar]; | 3",
        "mbarrier.arrive.relaxed.cluster.shared::cluster.b64 _, [bar], 2; | 2",
        "mbarrier.arrive.noComplete.release.cta.shared::cta.b64 %l9, [bar], 2; | 2",
        "mbarrier.arrive_drop.shared.b64 %l9, [bar]; | 3",
        "mbarrier.arrive_drop.release.cta.shared::cta.b64 _, [bar], 2; | 2",
        "mbarrier.arrive_drop.noComplete.b64 %l9, [%gbar], 2; | 2",
        "mbarrier.arrive.expect_tx.release.cta.shared::cta.b64 _, [bar], 64; | 3",
        "mbarrier.arrive_drop.expect_tx.shared.b64 %l9, [bar], 64; | 3",
        "mbarrier.expect_tx.relaxed.cta.shared::cta.b64 [bar], 64; | 4",
        "mbarrier.complete_tx.relaxed.cta.shared::cta.b64 [bar], 64; | 4",
        "cp.async.mbarrier.arrive.shared.b64 [bar]; | 4",
        "cp.async.mbarrier.arrive.b64 [%gbar]; | 4",
        // The last of a phase brings the counts of the next one.
        "mbarrier.arrive.shared.b64 _, [bar], 4; | 4",
        "mbarrier.arrive_drop.shared.b64 _, [bar], 1; mbarrier.arrive.shared.b64 _, [bar], 3; | 3",
      })
  void countsArrivals(String instructions, long pending) {
    assertThat(pendingAfter(instructions)).isEqualTo(pending);
  }

  @Test
  void anArrivalReturnsTheStateBeforeIt() {
    long[] counts =
        AsyncKernels.run(
            1,
            """
            mbarrier.init.shared.b64 [bar], 4;
            mbarrier.arrive.shared.b64 %l1, [bar], 3;
            mbarrier.arrive.shared.b64 %l2, [bar];
            mbarrier.pending_count.b64 %r1, %l1;
            mbarrier.pending_count.b64 %r2, %l2;
            mad.lo.u32 %r3, %r1, 10, %r2;
            cvt.u64.u32 %l3, %r3;
            st.global.u64 [%out], %l3;
            """);
    assertThat(counts).containsExactly(41);
  }

  /** Waits of all kinds after some instructions on a barrier of 1 arrival, as bits. */
  private static long answers(String instructions) {
    return AsyncKernels.run(
        1,
        """
        mbarrier.init.shared.b64 [bar], 1;
        mbarrier.init.shared.b64 [bar+8], 2;
        mbarrier.arrive.shared.b64 %%l1, [bar+8];
        %s
        mbarrier.test_wait.parity.shared.b64 %%p0, [bar], 0;
        mbarrier.test_wait.parity.acquire.cta.shared::cta.b64 %%p1, [bar], 1;
        mbarrier.try_wait.parity.shared::cta.b64 %%p2, [bar], 0;
        mbarrier.try_wait.parity.relaxed.cluster.b64 %%p3, [%%gbar], 1, 100;
        mbarrier.test_wait.shared.b64 %%p4, [bar+8], %%l1;
        mbarrier.try_wait.acquire.cta.shared::cta.b64 %%p5, [bar+8], %%l1, 1000;
        mov.u32 %%r1, 0;
        @%%p0 or.b32 %%r1, %%r1, 1;
        @%%p1 or.b32 %%r1, %%r1, 2;
        @%%p2 or.b32 %%r1, %%r1, 4;
        @%%p3 or.b32 %%r1, %%r1, 8;
        @%%p4 or.b32 %%r1, %%r1, 16;
        @%%p5 or.b32 %%r1, %%r1, 32;
        cvt.u64.u32 %%l2, %%r1;
        st.global.u64 [%%out], %%l2;
        """
            .formatted(instructions))[0];
  }

  @Test
  void tellsWhetherAPhaseIsComplete() {
    assertThat(answers("mov.u32 %r9, 0;")).isEqualTo(0b001010);
    assertThat(answers("mbarrier.arrive.shared.b64 _, [bar];")).isEqualTo(0b000101);
    assertThat(answers("mbarrier.arrive.shared.b64 _, [bar+8];")).isEqualTo(0b111010);
    String twice = "mbarrier.arrive.shared.b64 _, [bar]; mbarrier.arrive.shared.b64 _, [bar];";
    assertThat(answers(twice)).isEqualTo(0b001010);
  }

  @Test
  void aPhaseWaitsForTransactionsToo() {
    String expects = "mbarrier.arrive.expect_tx.shared.b64 _, [bar], 48;";
    assertThat(answers(expects)).isEqualTo(0b001010);
    String some = expects + "mbarrier.complete_tx.shared.b64 [bar], 32;";
    assertThat(answers(some)).isEqualTo(0b001010);
    assertThat(answers(some + "mbarrier.complete_tx.shared.b64 [bar], 16;")).isEqualTo(0b000101);
    String early =
        "mbarrier.complete_tx.shared.b64 [bar], 48; mbarrier.expect_tx.shared.b64 [bar], 48;";
    assertThat(answers(early)).isEqualTo(0b001010);
    assertThat(answers(early + "mbarrier.arrive.shared.b64 _, [bar];")).isEqualTo(0b000101);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 32, 40, 256})
  void threadsOfABlockMeetAtIt(int threads) {
    long[] result =
        AsyncKernels.run(
            threads,
            """
            setp.ne.u32 %%p1, %%tid, 0;
            @%%p1 bra READY;
            mbarrier.init.shared.b64 [bar], %d;
            READY: bar.sync 0;
            ld.global.u64 %%l3, [%%in];
            mul.lo.u32 %%r2, %%tid, 4;
            mov.u32 %%r3, data;
            add.u32 %%r2, %%r2, %%r3;
            cvt.u32.u64 %%r4, %%l3;
            st.shared.u32 [%%r2], %%r4;
            mbarrier.arrive.shared.b64 %%l1, [bar];
            WAIT: mbarrier.try_wait.shared.b64 %%p2, [bar], %%l1;
            @!%%p2 bra WAIT;
            sub.u32 %%r5, %d, %%tid;
            mad.lo.u32 %%r5, %%r5, 4, %%r3;
            ld.shared.u32 %%r6, [%%r5];
            cvt.u64.u32 %%l4, %%r6;
            st.global.u64 [%%out], %%l4;
            """
                .formatted(threads, threads - 1));
    long[] reversed =
        LongStream.range(0, threads)
            .map(k -> AsyncKernels.input(threads - 1 - k) & 0xFFFFFFFFL)
            .toArray();
    assertThat(result).isEqualTo(reversed);
  }

  /** Lanes of one warp wait for each other: 16 to 31 produce what 0 to 15 consume. */
  @ParameterizedTest
  @ValueSource(strings = {"test_wait", "try_wait"})
  void lanesThatSpinLetTheirSiblingsArrive(String wait) {
    long[] result =
        AsyncKernels.run(
            32,
            """
            setp.ne.u32 %%p1, %%tid, 0;
            @%%p1 bra READY;
            mbarrier.init.shared.b64 [bar], 16;
            READY: bar.warp.sync -1;
            mul.lo.u32 %%r2, %%tid, 4;
            mov.u32 %%r3, data;
            add.u32 %%r2, %%r2, %%r3;
            setp.ge.u32 %%p3, %%tid, 16;
            @%%p3 bra PRODUCE;
            WAIT: mbarrier.%s.parity.shared.b64 %%p2, [bar], 0;
            @!%%p2 bra WAIT;
            ld.shared.u32 %%r6, [%%r2+64];
            cvt.u64.u32 %%l4, %%r6;
            st.global.u64 [%%out], %%l4;
            bra DONE;
            PRODUCE: mul.lo.u32 %%r7, %%tid, 3;
            st.shared.u32 [%%r2], %%r7;
            mbarrier.arrive.shared.b64 _, [bar];
            DONE: mov.u32 %%r9, 0;
            """
                .formatted(wait));
    long[] expected =
        LongStream.range(0, 32).map(lane -> lane < 16 ? 3 * (lane + 16) : 0).toArray();
    assertThat(result).isEqualTo(expected);
  }

  /** Warp 0 fills one slot for warp 1, which empties it, 50 times over two mbarriers. */
  @Test
  void producerAndConsumerWarpsTakeTurns() {
    long[] result =
        AsyncKernels.run(
            64,
            """
            setp.ne.u32 %p1, %tid, 0;
            @%p1 bra READY;
            mbarrier.init.shared.b64 [bar], 32;
            mbarrier.init.shared.b64 [bar+8], 32;
            READY: bar.sync 0;
            and.b32 %r2, %tid, 31;
            mul.lo.u32 %r2, %r2, 4;
            mov.u32 %r3, data;
            add.u32 %r2, %r2, %r3;
            mov.u32 %r4, 0;
            mov.u32 %r8, 0;
            setp.ge.u32 %p3, %tid, 32;
            @%p3 bra CONSUME;
            PRODUCE: and.b32 %r5, %r4, 1;
            xor.b32 %r5, %r5, 1;
            EMPTY: mbarrier.try_wait.parity.shared.b64 %p2, [bar+8], %r5;
            @!%p2 bra EMPTY;
            mad.lo.u32 %r6, %r4, 100, %tid;
            st.shared.u32 [%r2], %r6;
            mbarrier.arrive.shared.b64 _, [bar];
            add.u32 %r4, %r4, 1;
            setp.lt.u32 %p4, %r4, 50;
            @%p4 bra PRODUCE;
            bra DONE;
            CONSUME: and.b32 %r5, %r4, 1;
            FULL: mbarrier.try_wait.parity.shared.b64 %p2, [bar], %r5;
            @!%p2 bra FULL;
            ld.shared.u32 %r6, [%r2];
            add.u32 %r8, %r8, %r6;
            mbarrier.arrive.shared.b64 _, [bar+8];
            add.u32 %r4, %r4, 1;
            setp.lt.u32 %p4, %r4, 50;
            @%p4 bra CONSUME;
            DONE: cvt.u64.u32 %l4, %r8;
            st.global.u64 [%out], %l4;
            """);
    long[] expected = new long[64];
    for (int k = 32; k < 64; k++) {
      for (int round = 0; round < 50; round++) {
        expected[k] += 100L * round + (k - 32);
      }
    }
    assertThat(result).isEqualTo(expected);
  }

  @Test
  void memoryIsFreeAgainAfterInval() {
    long[] result =
        AsyncKernels.run(
            1,
            """
            mbarrier.init.shared.b64 [bar], 1;
            mbarrier.inval.shared.b64 [bar];
            mov.u64 %l1, 77;
            st.shared.u64 [bar], %l1;
            ld.shared.u64 %l2, [bar];
            st.global.u64 [%out], %l2;
            """);
    assertThat(result).containsExactly(77);
  }

  @Test
  void namesMisuseWithItsLine() {
    String who = "thread (0,0,0) of block (0,0,0) ";
    assertThat(misuse("mov.u32 %r1, 0;\nmbarrier.arrive.shared.b64 _, [bar+8];"))
        .isEqualTo(
            "kernel.cu:2: "
                + who
                + "uses the mbarrier at byte 8 of shared memory, which no mbarrier.init has"
                + " initialised");
    String init = "mbarrier.init.shared.b64 [bar], 2;\n";
    assertThat(misuse(init + "mbarrier.arrive.shared.b64 _, [bar], 3;"))
        .isEqualTo(
            "kernel.cu:2: "
                + who
                + "arrives at the mbarrier at byte 0 of shared memory, whose phase needs 2 of 2"
                + " arrivals, with a count of 3");
    assertThat(misuse(init + "mbarrier.arrive.noComplete.shared.b64 %l1, [bar], 2;"))
        .isEqualTo(
            "kernel.cu:2: "
                + who
                + "arrives at the mbarrier at byte 0 of shared memory, whose phase this completes"
                + " in spite of .noComplete");
    assertThat(misuse(init + "mbarrier.expect_tx.shared.b64 [bar], 1048576;"))
        .isEqualTo(
            "kernel.cu:2: "
                + who
                + "changes the mbarrier at byte 0 of shared memory, whose transaction count would"
                + " be 1048576");
    assertThat(misuse("mbarrier.init.shared.b64 [bar], 0;"))
        .isEqualTo(
            "kernel.cu:1: "
                + who
                + "initialises the mbarrier at byte 0 of shared memory, with a count of 0, which is"
                + " not from 1 to 1048575");
    assertThat(misuse("mbarrier.init.shared.b64 [bar+4], 1;"))
        .isEqualTo(
            "kernel.cu:1: " + who + "writes shared memory at byte 4, which is not a multiple of 8");
    assertThat(misuse("mbarrier.init.shared.b64 [bar+1056], 1;"))
        .isEqualTo(
            "kernel.cu:1: " + who + "writes shared memory at byte 1056, outside its 1056 bytes");
    assertThat(misuse("mbarrier.init.b64 [%out], 1;"))
        .matches(
            "kernel.cu:1: thread \\(0,0,0\\) of block \\(0,0,0\\) names an mbarrier at address"
                + " 0x7[0-9a-f]+, which is not in shared memory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"test_wait", "try_wait"})
  void reportsAWaitThatNobodyCanEnd(String wait) {
    String body =
        """
        setp.ne.u32 %%p1, %%tid, 0;
        @%%p1 bra READY;
        mbarrier.init.shared.b64 [bar], 65;
        READY: bar.sync 0;
        setp.lt.u32 %%p3, %%tid, 32;
        @%%p3 bra MEET;
        mbarrier.arrive.shared.b64 %%l1, [bar];
        WAIT: mbarrier.%s.shared.b64 %%p2, [bar], %%l1;
        @!%%p2 bra WAIT;
        MEET: bar.sync 0;
        """
            .formatted(wait);
    for (LaunchOptions options :
        new LaunchOptions[] {LaunchOptions.compute(), LaunchOptions.sanitizing(3)}) {
      DeviceFault fault = AsyncKernels.fault(options, 64, body);
      assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.DEADLOCK);
      assertThat(fault.message())
          .isEqualTo(
              "kernel.cu:8: thread (32,0,0) of block (0,0,0) waits forever: the mbarrier at byte 0"
                  + " of shared memory needs 33 of 65 arrivals");
    }
  }

  @Test
  void aThreadThatComputesMayTakeItsTime() {
    long[] result =
        AsyncKernels.run(
            64,
            """
            setp.ne.u32 %p1, %tid, 0;
            @%p1 bra READY;
            mbarrier.init.shared.b64 [bar], 1;
            READY: bar.sync 0;
            setp.lt.u32 %p3, %tid, 32;
            @%p3 bra WAIT;
            mov.u32 %r1, 0;
            BUSY: nanosleep.u32 10;
            add.u32 %r1, %r1, 1;
            setp.lt.u32 %p4, %r1, 30000;
            @%p4 bra BUSY;
            setp.ne.u32 %p5, %tid, 32;
            @%p5 bra WAIT;
            mbarrier.arrive.shared.b64 _, [bar];
            WAIT: mbarrier.try_wait.parity.shared.b64 %p2, [bar], 0;
            @!%p2 bra WAIT;
            mov.u64 %l1, 1;
            st.global.u64 [%out], %l1;
            """);
    assertThat(Arrays.stream(result).sum()).isEqualTo(64);
  }

  @Test
  void reportsAnArrivalThatRacesWithTheInitialisation() {
    DeviceFault fault =
        AsyncKernels.fault(
            LaunchOptions.sanitizing(0),
            32,
            """
            setp.ne.u32 %p1, %tid, 0;
            @%p1 bra ARRIVE;
            mbarrier.init.shared.b64 [bar], 31;
            bra DONE;
            ARRIVE: mbarrier.arrive.shared.b64 _, [bar];
            DONE: mov.u32 %r1, 0;
            """);
    assertThat(fault.kind()).isEqualTo(DeviceFault.Kind.RACE);
    assertThat(fault.message())
        .isEqualTo(
            "kernel.cu:5: thread (1,0,0) of block (0,0,0) updates shared memory at byte 0, which"
                + " thread (0,0,0) wrote with no barrier between");
  }
}
