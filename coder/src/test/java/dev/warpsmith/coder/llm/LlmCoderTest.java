package dev.warpsmith.coder.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.evaluation.Evidence;
import dev.warpsmith.kernelbench.evaluation.Gate;
import dev.warpsmith.kernelbench.evaluation.Verdict;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.Candidates;
import dev.warpsmith.kernels.device.Gpus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LlmCoderTest {
  private static final Task TASK = BuiltInTasks.find("vector_add").orElseThrow();
  private static final String CODE =
      """
      // @tune BLOCK = 128 | 256
      // @launch add<<<(ceildiv(n, BLOCK)), (BLOCK)>>>(a, b, c, n)
      extern "C" __global__ void add(const float* a, const float* b, float* c, int n) {
        int i = blockIdx.x * BLOCK + threadIdx.x;
        if (i < n) c[i] = a[i] + b[i];
      }
      """;
  private static final String REPLY = "One thread for each element.\n\n```cuda\n" + CODE + "```\n";

  private final Scripted client = new Scripted();
  private final LlmCoder coder = new LlmCoder(client, Gpus.find("h200"), "it is emulated");

  private Candidate draft() {
    return coder.write(new Assignment.Draft(TASK));
  }

  private static Assignment optimize() {
    return new Assignment.Optimize(
        TASK,
        Candidates.parse("kernel.cu", CODE),
        new Instruction(
            "DRAM bandwidth",
            "Load four floats at a time. Plan: float4 where n divides.",
            "",
            List.of("dram__bytes_read.sum = 1.3e+08 byte", "launch__registers_per_thread = 16"),
            OptionalDouble.empty(),
            Instruction.Basis.PROFILE));
  }

  private static Assignment repair() {
    return new Assignment.Repair(
        TASK,
        Candidates.parse("kernel.cu", CODE),
        new Evaluation.Failed(
            Verdict.WRONG_NUMERICS,
            "c[3] is 1, expected 2 at n = 1003",
            List.of(new Evidence(Gate.COMPILES, "16 registers"))),
        new Instruction(
            "the index is wrong (it skips elements)",
            "Use blockIdx.x * blockDim.x.",
            "",
            List.of(),
            OptionalDouble.empty(),
            Instruction.Basis.REFUSAL));
  }

  @Test
  void writesWhatTheReplyHolds() {
    client.then(REPLY);
    Candidate candidate = draft();
    assertThat(candidate.source().text()).isEqualTo(CODE);
    assertThat(candidate.tunables().find("BLOCK")).hasValue(128L);
    assertThat(client.asked).hasSize(1);
  }

  @Test
  void asksOnWhileTheReplyIsCutOff() {
    int middle = REPLY.indexOf("blockIdx");
    client
        .then(REPLY.substring(0, middle), ChatReply.Finish.LENGTH)
        .then("```cuda\n" + REPLY.substring(middle, middle + 20), ChatReply.Finish.LENGTH)
        .then(REPLY.substring(middle + 20));
    assertThat(draft().source().text()).isEqualTo(CODE);
    ChatRequest last = client.asked.get(2);
    assertThat(last.messages()).hasSize(6);
    assertThat(last.messages().get(5).text()).startsWith("Your reply was cut off. Go on exactly");
  }

  @Test
  void asksOnceMoreForWhatIsNoCandidate() {
    client.then("```cuda\n" + CODE.replace("@tune BLOCK =", "@tune BLOCK") + "```").then(REPLY);
    assertThat(draft().source().text()).isEqualTo(CODE);
    assertThat(client.asked.get(1).messages().get(3).text())
        .startsWith("This is no candidate file yet: kernel.cu:1:")
        .contains("BLOCK = 64 | 128");
  }

  @Test
  void letsTheGatesRefuseWhatStaysUnreadable() {
    String sorry = "I \"cannot\" do that.\nReally.";
    client.then(sorry).then(sorry);
    Candidate candidate = draft();
    assertThat(candidate.source().text())
        .contains("#error \"the reply has no CUDA kernel\"", "//| I \"cannot\" do that.");
    Assignment next =
        new Assignment.Repair(
            TASK,
            candidate,
            new Evaluation.Failed(Verdict.COMPILE_FAILED, "no kernel", List.of()),
            optimize().match(d -> null, r -> null, Assignment.Optimize::instruction));
    assertThat(coder.request(next).messages().get(1).text())
        .contains("```cuda\n" + sorry + "\n```")
        .doesNotContain("unreadable");
  }

  @Test
  void keepsTheStaticPartOfThePromptFirst() {
    String first = system(new Assignment.Draft(TASK));
    assertThat(system(optimize())).isEqualTo(first);
    assertThat(system(repair())).isEqualTo(first);
    Task other = BuiltInTasks.find("softmax").orElseThrow();
    String gpu = first.substring(0, first.indexOf("# Task: "));
    assertThat(system(new Assignment.Draft(other))).startsWith(gpu);
    assertThat(gpu.length()).isGreaterThan(4096);
  }

  private String system(Assignment assignment) {
    return coder.request(assignment).messages().get(0).text();
  }

  @Test
  void asksWithTheStoredPrompts() throws IOException {
    assertStored("coder-draft.txt", new Assignment.Draft(TASK));
    assertStored("coder-repair.txt", repair());
    assertStored("coder-optimize.txt", optimize());
  }

  /** A prompt that differs lies in {@code target/golden}; copy it over if it is better. */
  private void assertStored(String name, Assignment assignment) throws IOException {
    String text = coder.request(assignment).text();
    Path actual = Path.of("target", "golden", name);
    Files.createDirectories(actual.getParent());
    Files.writeString(actual, text);
    try (InputStream in = LlmCoderTest.class.getResourceAsStream(name)) {
      String stored = in == null ? "" : new String(in.readAllBytes(), StandardCharsets.UTF_8);
      assertThat(text).as("%s, written to %s", name, actual).isEqualTo(stored);
    }
  }
}
