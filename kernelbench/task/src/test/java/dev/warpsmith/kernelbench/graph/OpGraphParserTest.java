package dev.warpsmith.kernelbench.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.warpsmith.kernels.SourceCursor;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.SourcePosition;
import dev.warpsmith.kernels.TensorSpec;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpGraphParserTest {
  private static final List<TensorSpec> INPUTS =
      List.of(spec("x: f32[n, d]"), spec("g: f32[n, d]"), spec("b: f32[d]"), spec("k: i32[n]"));

  static TensorSpec spec(String text) {
    return TensorSpec.parse(text, new SourcePosition("spec", 1, 1));
  }

  private static SourceCursor at(String text, int line, int column) {
    return new SourceCursor(text, new SourcePosition("task.json", line, column));
  }

  private static OpGraph parse(String... lines) {
    List<SourceCursor> cursors = Arrays.stream(lines).map(line -> at(line, 7, 11)).toList();
    return OpGraph.parse(INPUTS, List.of("alpha"), cursors, List.of(at("y", 9, 14)));
  }

  @Test
  void readsOperatorsWithShapesAndTypes() {
    OpGraph graph = parse("s = sigmoid(x)", "h = mul(x, s)", "y = sum(h, dim=-1)");

    assertThat(graph.nodes())
        .extracting(node -> node.result().toString())
        .containsExactly("s: f32[n, d]", "h: f32[n, d]", "y: f32[n]");
    assertThat(graph.nodes().get(2).op())
        .isEqualTo(new Op.Reduction(ReductionKind.SUM, List.of(1), false));
  }

  @Test
  void namesNestedCallsAfterTheirLine() {
    assertThat(parse("y = sum(mul(x, sigmoid(x)), dim=1)").toString())
        .isEqualTo("y_sigmoid = sigmoid(x)\ny_mul = mul(x, y_sigmoid)\ny = sum(y_mul, dim=1)");
  }

  @Test
  void printsWhatItReads() {
    String text =
        """
        a = gelu(x, approximate='tanh')
        c = clamp(a, min=-0.5)
        e = leaky_relu(c, negative_slope=0.2)
        f = mul(e, alpha)
        h = add(f, b)
        i = max(h, dim=0, keepdim=true)
        j = softmax(h, dim=1)
        l = log_softmax(j, dim=0)
        m = linear(l, x)
        o = where(gt, 1, inf)
        p = permute(x, dims=[1, 0])
        q = cumsum(p, dim=0)
        r = cumprod(q, dim=1)
        s = argmax(r, dim=0, keepdim=true)
        t = argmin(x, dim=1)
        u = gather(x, t, dim=1)
        v = matmul(x, x, transpose_a=true)
        w = matmul(x, p, transpose_a=true, transpose_b=true)
        z = matmul(x, p)
        """
            .replace("o = where(gt, 1, inf)", "o = where(m, 1, inf)")
            .strip();
    String[] lines = (text + "\ny = logsumexp(m, dim=[0, 1])").split("\n");

    OpGraph graph = parse(lines);

    assertThat(graph.toString()).isEqualTo(String.join("\n", lines));
    assertThat(parse(graph.toString().split("\n"))).isEqualTo(graph);
  }

  @Test
  void takesParametersByPositionAndReducesAllDimsByDefault() {
    assertThat(parse("a = clamp(x, 0, 6)", "y = mean(a)").nodes())
        .extracting(Node::op)
        .containsExactly(
            new Op.Pointwise(PointwiseFunction.CLAMP, List.of(0.0, 6.0)),
            new Op.Reduction(ReductionKind.MEAN, List.of(0, 1), false));
    assertThat(parse("y = pow(x, 2)").toString()).isEqualTo("y = square(x)");
  }

  @Test
  void readsOtherWordsAndForms() {
    OpGraph graph =
        parse(
            "a = transpose(x, dim0=0, dim1=-1)",
            "c = bmm(a, x)",
            "e = matmul(c, x, transpose_b=true)",
            "y = argmax(e, 1, keepdim=true)");

    assertThat(graph)
        .hasToString(
            """
            a = permute(x, dims=[1, 0])
            c = matmul(a, x)
            e = linear(c, x)
            y = argmax(e, dim=1, keepdim=true)""");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "y = softmx(x, dim=1) | task.json:7:15: unknown operator 'softmx'; did you mean 'softmax'?"
            + " (operators: ",
        "y = exp(z) | task.json:7:19: unknown value 'z' (defined before this line: x, g, b, k,"
            + " alpha)",
        "y = exp(alpa) | task.json:7:19: unknown value 'alpa' (defined before this line: x, g, b,"
            + " k, alpha); did you mean 'alpha'?",
        "y = exp(x, g) | task.json:7:15: exp takes 1 operand, found 2",
        "y = mul(x) | task.json:7:15: mul takes 2 operands, found 1",
        "y = max(x, g) | task.json:7:15: max takes 1 operand, found 2; the larger of two operands"
            + " is maximum(a, b)",
        "y = sum(x, axis=1) | task.json:7:27: sum has no parameter 'axis' (it has: dim, keepdim);"
            + " did you mean 'dim'?",
        "y = exp(x, dim=1) | task.json:7:26: exp has no parameter 'dim' (it has none)",
        "y = softmax(x, dim=2) | task.json:7:30: parameter dim is 2, expected -2 to 1 for"
            + " x: f32[n, d]",
        "y = softmax(x) | task.json:7:15: softmax has no dim; add one, such as dim=-1",
        "y = gelu(x, approximate='tan') | task.json:7:35: parameter approximate is tan, expected"
            + " 'none' or 'tanh'",
        "y = sum(x, dim=1, keepdim=2) | task.json:7:37: parameter keepdim is 2, expected true or"
            + " false",
        "y = exp(k) | task.json:7:15: exp: k: i32[n] has an integer type, expected f64, f32, f16"
            + " or bf16",
        "y = matmul(x, g) | task.json:7:15: matmul: dim 1 of x: f32[n, d] is d, but dim 0 of"
            + " g: f32[n, d] is n; they cannot be proven equal at all sizes (write both with the"
            + " same dim)",
        "y = add(x, k) | task.json:7:15: broadcast: dim 1 of x: f32[n, d] is d, but dim 0 of"
            + " k: i32[n] is n; they cannot be proven equal at all sizes (write both with the same"
            + " dim, or one as 1)",
        "y = permute(x, dims=[1]) | task.json:7:31: parameter dims is [1], expected each of the 2 dims"
            + " of x: f32[n, d] once",
        "y = permute(x, dims=[0, 0]) | task.json:7:31: parameter dims is [0, 0], expected each",
        "y = permute(x) | task.json:7:15: permute has no dims; add them, such as dims=[1, 0]",
        "y = transpose(x, dim0=0, dim1=2) | task.json:7:41: parameter dim1 is 2, expected -2 to 1",
        "y = transpose(x, dim0=0) | task.json:7:15: transpose has no dim1; add one",
        "y = cumsum(x) | task.json:7:15: cumsum has no dim; add one, such as dim=-1",
        "y = argmax(x, dim=[0, 1]) | task.json:7:29: parameter dim is [0, 1], expected one"
            + " integer",
        "y = gather(x, dim=1) | task.json:7:15: gather takes 2 operands, found 1",
        "y = add(1, 2) | task.json:7:15: add has no tensor operand, expected one at least",
        "x = exp(g) | task.json:7:11: value 'x' is defined already; give this one a new name",
        "y exp(x) | task.json:7:13: found 'exp', expected '=' after the name of the value",
        "y = exp(x | task.json:7:20: found the end of the line, expected ',' or ')' after the"
            + " argument",
        "y = exp(x) + 1 | task.json:7:22: found '+', expected the end of the line; write one"
            + " operator a line, or nest its call",
        "z = exp(x) | task.json:9:14: output 'y' is not computed by any line of the graph"
            + " (computed: z); did you mean 'z'?",
      })
  void locatesErrors(String line, String message) {
    assertThatThrownBy(() -> parse(line))
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(message);
  }
}
