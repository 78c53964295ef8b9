package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernels.device.Gpus;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a GPU was slow at is not in the machine code of drafts any more. */
class MachineCodeIT {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));

  @BeforeAll
  static void requireTools() {
    ProvingGround.requireNvcc();
  }

  /**
   * On an H200 such products took 2.5 times as long as their tensor cores, for 258 moves each 96.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "matmul",
        "kernelbench/1/16",
        "kernelbench/1/18",
        "kernelbench/2/1",
        "kernelbench/2/12",
        "kernelbench/2/26"
      })
  void productsNeedNoMoves(String task) {
    MachineCode.Products found = MachineCode.ofDraft(CODER, task).products();

    assertThat(found.products()).isGreaterThanOrEqualTo(96);
    assertThat(found.moves()).isLessThan(found.products() / 2);
  }

  /** A softmax of long rows that spilled took 1.7 times as long as its traffic. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kernelbench/1/23",
        "kernelbench/1/33",
        "kernelbench/1/34",
        "kernelbench/1/51",
        "kernelbench/1/52"
      })
  void streamsHaveTheRegistersThatTheyNeed(String task) {
    assertThat(MachineCode.ofDraft(CODER, task).spilled()).isZero();
  }
}
