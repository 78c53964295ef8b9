package dev.warpsmith.kernelbench.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SideBySideTest {
  @Test
  void keepsTheOrderOfTheItemsWhicheverEndsFirst() {
    CountDownLatch last = new CountDownLatch(1);
    List<String> results =
        SideBySide.map(
            2,
            List.of("a", "b"),
            item -> {
              if (item.equals("a")) {
                waitFor(last);
              } else {
                last.countDown();
              }
              return item + item;
            });
    assertThat(results).containsExactly("aa", "bb");
  }

  @Test
  void hasNoMoreAtOnceThanAreAllowed() {
    AtomicInteger working = new AtomicInteger();
    List<Integer> atOnce =
        SideBySide.map(
            3,
            IntStream.range(0, 50).boxed().toList(),
            item -> {
              int now = working.incrementAndGet();
              Thread.onSpinWait();
              working.decrementAndGet();
              return now;
            });
    assertThat(atOnce).hasSize(50).allMatch(now -> now >= 1 && now <= 3);
  }

  @Test
  void worksOnTheCallersThreadWhereOneAtATimeIsAllowed() {
    assertThat(SideBySide.map(1, List.of(1, 2), item -> Thread.currentThread()))
        .containsOnly(Thread.currentThread());
  }

  @Test
  void throwsTheFirstItemsFailureAsItIsAndInterruptsTheRest() {
    CountDownLatch interrupted = new CountDownLatch(1);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                SideBySide.map(
                    2,
                    List.of(0, 1),
                    item -> {
                      if (item == 0) {
                        throw new IllegalArgumentException("no such task");
                      }
                      try {
                        TimeUnit.MINUTES.sleep(1);
                      } catch (InterruptedException e) {
                        interrupted.countDown();
                      }
                      return item;
                    }))
        .withMessage("no such task");
    waitFor(interrupted);
  }

  @Test
  void endsWithItsCaller() {
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(IllegalStateException.class)
        .isThrownBy(
            () ->
                SideBySide.map(
                    2,
                    List.of(0, 1),
                    item -> {
                      waitFor(new CountDownLatch(1));
                      return item;
                    }))
        .withMessageContaining("interrupted");
    assertThat(Thread.interrupted()).isTrue();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
