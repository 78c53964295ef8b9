package dev.warpsmith.kernelbench.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.warpsmith.kernelbench.graph.OpGraph;
import dev.warpsmith.kernelbench.graph.OperatorsDocument;
import dev.warpsmith.kernels.Bindings;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Compiles the naive kernels of every operator. */
class NaiveKernelsIT {
  private static final Bindings DIMS = Bindings.of(Map.of("n", 8L, "d", 16L, "m", 4L, "b", 2L));

  private static final Bindings EXAMPLES =
      Bindings.of(Map.of("m", 5L, "n", 7L, "k", 3L, "b", 2L, "c", 4L, "h", 9L));

  @BeforeAll
  static void requireNvcc() {
    boolean found =
        Stream.of(System.getenv("PATH").split(File.pathSeparator))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "nvcc")));
    assumeTrue(found, "nvcc is not on the PATH");
  }

  @Test
  void compilesEveryOperatorInEveryType(@TempDir Path folder) throws Exception {
    for (String type : List.of("f32", "f64", "f16", "bf16")) {
      compile(folder, type, NaiveKernels.of(everything(type), List.of(), DIMS).source().text());
      String examples = NaiveKernels.of(examples(type), List.of(), EXAMPLES).source().text();
      compile(folder, type + "_examples", examples);
    }
    Bindings large = DIMS.with("n", 1L << 34);
    compile(folder, "long", NaiveKernels.of(everything("f32"), List.of(), large).source().text());
    Bindings long34 = EXAMPLES.with("m", 1L << 34);
    String examples = NaiveKernels.of(examples("f32"), List.of(), long34).source().text();
    compile(folder, "long_examples", examples);
  }

  /** Returns the examples of OPERATORS.md. */
  private static OpGraph examples(String type) {
    List<OperatorsDocument.Row> rows = OperatorsDocument.rows();
    String[] lines =
        IntStream.range(0, rows.size())
            .mapToObj(i -> "y" + i + " = " + rows.get(i).example())
            .toArray(String[]::new);
    String inputs =
        OperatorsDocument.inputs().stream()
            .map(input -> input.toString().replace("f32", type))
            .collect(Collectors.joining("; "));
    return allOf(Graphs.graph(inputs, lines));
  }

  private static OpGraph allOf(OpGraph graph) {
    List<String> outputs = graph.nodes().stream().map(node -> node.name()).toList();
    return new OpGraph(graph.inputs(), List.of(), graph.nodes(), outputs);
  }

  private static OpGraph everything(String type) {
    List<String> lines = new ArrayList<>();
    for (String dims : List.of("0", "1", "2", "[0, 1]", "[0, 2]", "[0, 1, 2]")) {
      for (String kind : List.of("sum", "mean", "max", "logsumexp")) {
        lines.add("v%d = %s(t, dim=%s, keepdim=true)".formatted(lines.size(), kind, dims));
      }
    }
    lines.add("w0 = log_softmax(t, dim=1)");
    lines.add("w1 = softmax(x, dim=0)");
    lines.add("w2 = add(t, x)");
    lines.add("w3 = mul(c, x)");
    lines.add("w4 = maximum(k, 3)");
    lines.add("w5 = sum(where(gt(x, 0), x, -1), dim=1)");
    lines.add("w6 = cumsum(t, dim=1)");
    lines.add("w7 = argmin(t, dim=0, keepdim=true)");
    lines.add("w8 = argmax(k, dim=0)");
    lines.add("w9 = bmm(t, t, transpose_a=true)");
    lines.add("w10 = matmul(t, t, transpose_b=true)");
    lines.add("w11 = linear(t, v)");
    lines.add("w12 = gather(t, argmax(t, dim=1), dim=1)");
    String inputs =
        "x: T[n, d]; g: T[n, d]; w: T[d, m]; v: T[m, d]; t: T[b, n, d]; c: T[n, 1]; k: i32[n]";
    return allOf(Graphs.graph(inputs.replace("T", type), lines.toArray(String[]::new)));
  }

  private static void compile(Path folder, String name, String text)
      throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve(name + ".cu"), text);
    Process nvcc =
        new ProcessBuilder(
                "nvcc",
                "-ptx",
                "-arch=sm_90",
                "-Werror=all-warnings",
                "-o",
                folder.resolve(name + ".ptx").toString(),
                source.toString())
            .redirectErrorStream(true)
            .start();
    String messages = new String(nvcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(nvcc.waitFor()).as(messages).isZero();
  }
}
