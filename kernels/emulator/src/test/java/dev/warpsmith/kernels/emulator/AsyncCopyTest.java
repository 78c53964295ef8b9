package dev.warpsmith.kernels.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.DeviceFault;
import dev.warpsmith.kernels.device.LaunchOptions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code cp.async}: what it copies, when it is done, and what shows a missing wait. */
class AsyncCopyTest {
  private static final String ADDRESS =
      """
      mov.u32 %r1, data;
      mad.lo.u32 %r2, %tid, 8, %r1;
      """;
  private static final String COPY = ADDRESS + "cp.async.ca.shared.global [%r2], [%in], 8;\n";
  private static final String READ_OWN =
      """
      ld.shared.u64 %l1, [%r2];
      st.global.u64 [%out], %l1;
      """;

  /** Reads what the thread counted from the block's end copied; {@code %d} is the last thread. */
  private static String readOther(int threads) {
    return """
    sub.u32 %%r3, %d, %%tid;
    mad.lo.u32 %%r3, %%r3, 8, %%r1;
    ld.shared.u64 %%l1, [%%r3];
    st.global.u64 [%%out], %%l1;
    """
        .formatted(threads - 1);
  }

  private static long[] inputs(int threads) {
    return LongStream.range(0, threads).map(AsyncKernels::input).toArray();
  }

  private static long[] reversed(int threads) {
    return LongStream.range(0, threads).map(k -> AsyncKernels.input(threads - 1 - k)).toArray();
  }

  private static DeviceFault race(int threads, String body) {
    DeviceFault found = AsyncKernels.fault(LaunchOptions.sanitizing(0), threads, body);
    assertThat(found.kind()).as(found.message()).isEqualTo(DeviceFault.Kind.RACE);
    for (int seed = 1; seed < 4; seed++) {
      DeviceFault other = AsyncKernels.fault(LaunchOptions.sanitizing(seed), threads, body);
      assertThat(other.kind()).as(other.message()).isEqualTo(DeviceFault.Kind.RACE);
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ca.shared.global [%r1], [%in], 4 | 4 | 4",
        "ca.shared.global [%r1], [%in], 8 | 8 | 8",
        "ca.shared.global [%r1], [%in], 16 | 16 | 16",
        "cg.shared.global [%r1], [%in], 16 | 16 | 16",
        "cg.shared::cta.global.L2::128B [%r1], [%in], 16 | 16 | 16",
        "ca.shared.global.L2::64B [%r1], [%in], 8 | 8 | 8",
        "ca.shared.global.L2::cache_hint [%r1], [%in], 8, %l7 | 8 | 8",
        "cg.shared.global.L2::cache_hint.L2::256B [%r1], [%in], 16, %l7 | 16 | 16",
        "cg.shared.global [%r1], [%in], 16, 0 | 16 | 0",
        "cg.shared.global [%r1], [%in], 16, 5 | 16 | 5",
        "cg.shared.global [%r1], [%in], 16, %r6 | 16 | 12",
        "ca.shared.global [%r1], [%in], 4, 3 | 4 | 3",
        "ca.shared.global [%r1], [%in], 8, %p5 | 8 | 0",
        "ca.shared.global [%r1], [%in], 8, %p6 | 8 | 8",
        "cg.shared.global.L2::cache_hint [%r1], [%in], 16, %r6, %l7 | 16 | 12",
        "cg.shared.global.L2::128B [data], [%in+0], 16 | 16 | 16",
      })
  void copiesAndFillsWithZeros(String copy, int bytes, int read) {
    long[] result =
        AsyncKernels.run(
            2,
            """
            setp.ne.u32 %%p1, %%tid, 0;
            @%%p1 bra DONE;
            setp.eq.u32 %%p5, %%tid, 0;
            setp.ne.u32 %%p6, %%tid, 0;
            mov.u32 %%r6, 12;
            createpolicy.fractional.L2::evict_first.b64 %%l7, 1.0;
            mov.u32 %%r1, data;
            mov.u64 %%l5, -1;
            st.shared.u64 [data], %%l5;
            st.shared.u64 [data+8], %%l5;
            cp.async.%s;
            cp.async.wait_all;
            ld.shared.u64 %%l1, [data];
            ld.shared.u64 %%l2, [data+8];
            st.global.u64 [%%out], %%l1;
            st.global.u64 [%%out+8], %%l2;
            DONE: mov.u32 %%r9, 0;
            """
                .formatted(copy));
    ByteBuffer expected = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(AsyncKernels.input(0)).putLong(AsyncKernels.input(1));
    for (int k = read; k < 16; k++) {
      expected.put(k, (byte) (k < bytes ? 0 : 0xFF));
    }
    assertThat(result).containsExactly(expected.getLong(0), expected.getLong(8));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cp.async.wait_all;",
        "cp.async.commit_group; cp.async.wait_group 0;",
        "cp.async.commit_group; cp.async.commit_group; cp.async.wait_group 1;",
        "cp.async.commit_group; cp.async.wait_all;",
      })
  void theThreadThatWaitsSeesItsCopy(String wait) {
    assertThat(AsyncKernels.run(64, COPY + wait + READ_OWN)).isEqualTo(inputs(64));
  }

  @Test
  void allSeeTheCopiesAfterWaitAndBarrier() {
    String body = COPY + "cp.async.wait_all;\nbar.sync 0;\n" + readOther(96);
    assertThat(AsyncKernels.run(96, body)).isEqualTo(reversed(96));
  }

  /** Three groups of one thread, of which all but the newest {@code left} are waited for. */
  private static String groups(int left, int read) {
    return """
    mov.u32 %%r1, data;
    cp.async.ca.shared.global [%%r1], [%%in], 8;
    cp.async.commit_group;
    cp.async.ca.shared.global [%%r1+16], [%%in], 8;
    cp.async.ca.shared.global [%%r1+24], [%%in], 4;
    cp.async.commit_group;
    cp.async.ca.shared.global [%%r1+32], [%%in], 8;
    cp.async.commit_group;
    cp.async.ca.shared.global [%%r1+48], [%%in], 8;
    cp.async.wait_group %d;
    ld.shared.u32 %%r2, [%%r1+%d];
    cvt.u64.u32 %%l1, %%r2;
    st.global.u64 [%%out], %%l1;
    """
        .formatted(left, read);
  }

  @ParameterizedTest
  @CsvSource({"3, 0", "2, 16", "2, 24", "1, 32", "2, 32", "0, 48"})
  void reportsAGroupThatIsLeftInFlight(int left, int read) {
    int line = read == 0 ? 2 : read == 16 ? 4 : read == 24 ? 5 : read == 32 ? 7 : 9;
    assertThat(race(1, groups(left, read)).message())
        .isEqualTo(
            "kernel.cu:11: thread (0,0,0) of block (0,0,0) reads shared memory at byte "
                + (32 + read)
                + " that cp.async at kernel.cu:"
                + line
                + " has not been waited for");
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "1, 0", "1, 16", "1, 24", "0, 32"})
  void groupsBeforeTheNewestAreDone(int left, int read) {
    long expected = AsyncKernels.input(0) & 0xFFFFFFFFL;
    assertThat(AsyncKernels.run(1, groups(left, read))).containsExactly(expected);
  }

  @Test
  void reportsAReadWithoutWaitByTheThreadItself() {
    assertThat(race(32, COPY + READ_OWN).message())
        .isEqualTo(
            "kernel.cu:4: thread (0,0,0) of block (0,0,0) reads shared memory at byte 32 that"
                + " cp.async at kernel.cu:3 has not been waited for");
  }

  @Test
  void aBarrierDoesNotReplaceTheWait() {
    String body = COPY + "cp.async.commit_group;\nbar.sync 0;\n" + readOther(32);
    assertThat(race(32, body).message())
        .isEqualTo(
            "kernel.cu:8: thread (0,0,0) of block (0,0,0) reads shared memory at byte 280 that"
                + " cp.async at kernel.cu:3 by thread (31,0,0) has not been waited for");
  }

  @Test
  void anotherThreadNeedsABarrierAfterTheWait() {
    String body = COPY + "bar.sync 0;\ncp.async.wait_all;\n" + readOther(64);
    assertThat(race(64, body).message())
        .isEqualTo(
            "kernel.cu:8: thread (32,0,0) of block (0,0,0) reads shared memory at byte 280 that"
                + " cp.async at kernel.cu:3 by thread (31,0,0) has not been waited for");
  }

  @Test
  void reportsAStoreToTheTargetInFlight() {
    String body = COPY + "mov.u64 %l1, 1;\nst.shared.u64 [%r2], %l1;\n";
    assertThat(race(1, body).message())
        .isEqualTo(
            "kernel.cu:5: thread (0,0,0) of block (0,0,0) writes shared memory at byte 32 that"
                + " cp.async at kernel.cu:3 has not been waited for");
  }

  @Test
  void reportsASecondCopyToTheTargetInFlight() {
    String body = COPY + "cp.async.ca.shared.global [%r2+4], [%in+4], 4;\n";
    assertThat(race(1, body).message())
        .isEqualTo(
            "kernel.cu:4: thread (0,0,0) of block (0,0,0) copies to shared memory at byte 36 that"
                + " cp.async at kernel.cu:3 has not been waited for");
  }

  @Test
  void reportsAStoreToTheSourceInFlight() {
    String body = COPY + "mov.u64 %l1, 1;\nst.global.u64 [%in], %l1;\n";
    assertThat(race(2, body).message())
        .isEqualTo(
            "kernel.cu:5: thread (0,0,0) of block (0,0,0) writes in[0] of in: i64[2], which"
                + " cp.async at kernel.cu:3 may still read: nobody waited for it");
  }

  @Test
  void theSourceIsFreeAfterTheWait() {
    String body =
        COPY + "cp.async.wait_all;\nmov.u64 %l1, 1;\nst.global.u64 [%in], %l1;\n" + READ_OWN;
    assertThat(AsyncKernels.run(32, body)).isEqualTo(inputs(32));
  }

  private static String tracked(int threads, String arrive, boolean wait) {
    return """
    setp.ne.u32 %%p1, %%tid, 0;
    @%%p1 bra READY;
    mbarrier.init.shared.b64 [bar], %d;
    READY: bar.sync 0;
    """
            .formatted(threads)
        + COPY
        + arrive
        + (wait
            ? """
            WAIT: mbarrier.try_wait.parity.shared.b64 %p2, [bar], 0;
            @!%p2 bra WAIT;
            """
            : "")
        + readOther(threads);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cp.async.mbarrier.arrive.noinc.shared.b64 [bar];\n",
        "cp.async.mbarrier.arrive.noinc.b64 [%gbar];\n",
        "cp.async.mbarrier.arrive.shared::cta.b64 [bar]; mbarrier.arrive.shared.b64 _, [bar];\n",
      })
  void anMbarrierTellsWhenCopiesAreDone(String arrive) {
    assertThat(AsyncKernels.run(64, tracked(64, arrive, true))).isEqualTo(reversed(64));
  }

  @Test
  void reportsAReadBeforeThePhaseOfTheMbarrierThatTracksTheCopy() {
    String arrive = "cp.async.mbarrier.arrive.noinc.shared.b64 [bar];\n";
    assertThat(race(32, tracked(32, arrive, false)).message())
        .isEqualTo(
            "kernel.cu:11: thread (0,0,0) of block (0,0,0) reads shared memory at byte 280 that"
                + " cp.async at kernel.cu:7 by thread (31,0,0) has not been waited for");
  }

  @Test
  void reportsAReadWhenAnotherPhaseWasWaitedFor() {
    String arrive =
        """
        cp.async.mbarrier.arrive.noinc.shared.b64 [bar];
        ASK: mbarrier.try_wait.parity.shared.b64 %p2, [bar], 1;
        """;
    String slow = tracked(32, arrive, false).replace("bar.sync 0", "bar.sync 0;\nmov.u32 %r9, 0");
    assertThat(race(32, slow.replace("[bar], 32", "[bar], 33")).message())
        .contains("cp.async at kernel.cu:8 by thread (31,0,0) has not been waited for");
  }
}
