package dev.warpsmith.coder.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CodeReplyTest {
  private static final String CODE =
      """
      // @launch k<<<1, 32>>>(x)
      extern "C" __global__ void k(float* x) {
        if (x) { x[0] = 1; }
      }
      """;

  @Test
  void findsTheBlockAmongProse() {
    assertThat(CodeReply.of("Here:\n```cuda\n" + CODE + "```\nIt is fast because …"))
        .hasValue(CODE);
    assertThat(CodeReply.of("~~~\n" + CODE + "~~~")).hasValue(CODE);
    assertThat(CodeReply.of("  ```C++\r\n" + CODE.replace("\n", "\r\n") + "  ```")).hasValue(CODE);
  }

  @Test
  void takesTheLastWholeFileOfSeveral() {
    String older = CODE.replace("= 1", "= 2");
    String part = "```cuda\n__device__ float f() { return 1; }\n```\n";
    assertThat(
            CodeReply.of(
                "```cuda\n"
                    + older
                    + "```\nbetter:\n"
                    + part
                    + "```cuda\n"
                    + CODE
                    + "```\n"
                    + "Build with\n```bash\nnvcc -ptx kernel.cu\n```"))
        .hasValue(CODE);
  }

  @Test
  void joinsTheBlocksOfAFileThatWasSplit() {
    String launch = "// @launch k<<<1, 32>>>(x)\n";
    String kernel = CODE.substring(launch.length());
    assertThat(CodeReply.of("```\n" + launch + "```\nand\n```cuda\n" + kernel + "```"))
        .hasValue(launch + "\n" + kernel);
  }

  @Test
  void doesWithoutFences() {
    assertThat(CodeReply.of("Sure! This is it.\n\n" + CODE + "\nHope that helps.")).hasValue(CODE);
    assertThat(CodeReply.of(CODE)).hasValue(CODE);
  }

  @Test
  void takesABlockThatIsNotClosed() {
    String open = "text\n```cuda\n" + CODE;
    assertThat(CodeReply.of(open)).hasValue(CODE);
    assertThat(CodeReply.open(open)).isTrue();
    assertThat(CodeReply.open(open + "```\n")).isFalse();
  }

  @Test
  void leavesOutTheTasksDirectives() {
    String repeated =
        "// @task softmax \"x\"\n//@dim n = 4\n  // @input x: f32[n] ~ normal(0, 1)\n";
    assertThat(CodeReply.of("```\n" + repeated + CODE + "```")).hasValue(CODE);
  }

  @Test
  void findsNothingWhereThereIsNothing() {
    assertThat(CodeReply.of("I am sorry, I cannot do that.")).isEmpty();
    assertThat(CodeReply.of("```python\nimport torch\n```")).isEmpty();
    assertThat(CodeReply.of("")).isEmpty();
  }
}
