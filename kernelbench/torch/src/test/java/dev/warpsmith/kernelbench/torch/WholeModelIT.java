package dev.warpsmith.kernelbench.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.kernelbench.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Traces what whole models are made of: recurrent layers, attention, windows, fixed sizes. */
class WholeModelIT {
  @TempDir static Path folder = Path.of("unset");
  @RegisterExtension static final TorchSession SESSION = new TorchSession();

  /** A model whose layers and forward are given, on one input. */
  private static ModelFile file(String layers, String forward, String lengths, String input) {
    String text =
        """
        import torch
        import torch.nn as nn
        import torch.nn.functional as F
        class Model(nn.Module):
            def __init__(self):
                super().__init__()
                %s
            def forward(self, x):
                %s
        %s
        def get_inputs():
            return [%s]
        def get_init_inputs():
            return []
        """
            .formatted(indented(layers), indented(forward), lengths, input);
    try {
      return new ModelFile(Files.writeString(Files.createTempFile(folder, "model", ".py"), text));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String indented(String lines) {
    return lines.strip().replace("\n", "\n        ");
  }

  private static Task task(ModelFile file) {
    return file.trace(SESSION.get()).task();
  }

  private static ProblemResult checked(ModelFile file) {
    return new ProblemCheck((problem, model) -> {})
        .check(SESSION.get(), new Problem(3, 1, file.path()));
  }

  private static void agrees(ModelFile file) {
    ProblemResult result = checked(file);
    assertThat(result.outcome()).as(result.detail()).isEqualTo(ProblemResult.Outcome.AGREES);
  }

  @Test
  void recurrentLayersAreAProductAndARecurrenceEach() {
    ModelFile file =
        file(
            """
            self.first = nn.LSTM(width, 24, 2, batch_first=True, bidirectional=True)
            self.second = nn.GRU(48, 20, bias=False)
            self.third = nn.RNN(20, 12, nonlinearity='relu')
            """,
            """
            y, (h, c) = self.first(x)
            z, last = self.second(y)
            return self.third(z)[0], h, c, last
            """,
            "samples, steps, width = 6, 10, 40",
            "torch.rand(samples, steps, width)");
    assertThat(task(file).graph().orElseThrow().toString())
        .contains("= lstm(")
        .contains("cell=true")
        .contains("reverse=true")
        .contains("= gru(")
        .contains("= rnn_relu(");
    agrees(file);
  }

  @Test
  void whatForwardDrawsIsAnInputWithTheSameElementsForBoth() {
    ModelFile file =
        file(
            "self.memory = nn.GRU(width, 16)",
            "return self.memory(x, torch.randn(1, x.shape[1], 16))[0]",
            "steps, samples, width = 5, 30, 40",
            "torch.rand(steps, samples, width)");
    assertThat(task(file).inputs()).anyMatch(input -> input.tensor().name().equals("drawn1"));
    assertThat(checked(file).statements())
        .contains("the input drawn1 is what Model.forward draws anew at each call");
    agrees(file);
  }

  @Test
  void attentionModulesAreTheOperatorsThatTheyAreMadeOf() {
    agrees(
        file(
            """
            self.layer = nn.TransformerEncoderLayer(32, 4, 48, batch_first=True)
            self.start = nn.Parameter(torch.zeros(1, 1, 32))
            """,
            "return self.layer(torch.cat((self.start.expand(x.shape[0], -1, -1), x), dim=1))[:, 0]",
            "samples, places = 40, 50",
            "torch.rand(samples, places, 32)"));
  }

  @Test
  void windowsShiftsBordersAndEverySecondElementAreFollowed() {
    agrees(
        file(
            "",
            """
            y = x.unfold(1, 4, 4).roll((1, -2), dims=(0, 1))
            z = F.pad(x, (1, 0), value=2.0)
            return torch.stack([y[:, 0::2], y[:, 1::2]]).sum(0), z[:, 1:] * z[:, :-1]
            """,
            "rows, blocks = 90, 16",
            "torch.rand(rows, blocks * 4)"));
  }

  @Test
  void sumsOverProductsOfSeveralTensorsAreProductsOfTwo() {
    agrees(
        file(
            "self.w = nn.Parameter(torch.randn(width, 6))",
            "return torch.einsum('bclw,bcsw,wn->bnlc', x, x.cos(), self.w)",
            "samples, width = 20, 30",
            "torch.rand(samples, 2, 5, width)"));
  }

  @Test
  void masksAndRatesThatTheFileComputesAreKnown() {
    ModelFile file =
        file(
            """
            self.rates = [rate.item() for rate in torch.linspace(0, 1, 3)]
            self.register_buffer('place', torch.arange(8).flip(0))
            self.table = nn.Parameter(torch.randn(8, 5))
            """,
            """
            mask = ~torch.tril(torch.ones(x.shape[-1], x.shape[-1], dtype=bool))
            y = torch.softmax(x.masked_fill(mask, -torch.inf), dim=-1) * self.rates[1]
            return y, self.table[self.place] * self.rates[2]
            """,
            "samples, n = 30, 64",
            "torch.rand(samples, n, n)");
    assertThat(task(file).inputs())
        .extracting(input -> input.tensor() + " ~ " + input.distribution())
        .contains("place: i64[8] ~ integers(0.0, 8.0)");
    assertThat(checked(file).detail()).contains("largest difference").doesNotContain("e-0");
  }

  @Test
  void lengthsThatLayersFixAreNumbers() {
    ModelFile file =
        file(
            "self.convolution = nn.Conv2d(3, 4, 5)\nself.last = nn.Linear(4 * 7 * 7, 10)",
            """
            y = F.max_pool2d(torch.relu(self.convolution(x)), 4)
            return self.last(y.view(-1, 4 * 7 * 7))
            """,
            "samples, side = 40, 32",
            "torch.rand(samples, 3, side, side)");
    assertThat(task(file).dims()).hasToString("samples = 40");
    assertThat(task(file).notes())
        .contains("lengths as in the file, as the graph is proven at no others: side = 32");
    agrees(file);
  }

  @Test
  void lengthsOfWhichOnlyMultiplesFitAreMultiples() {
    ModelFile file =
        file(
            "",
            """
            small = F.max_pool2d(F.max_pool2d(x, 2), 2)
            return torch.cat((x, small.unsqueeze(4).expand(-1, -1, -1, -1, 4).flatten(3)), 2)
            """,
            "samples, side = 6, 32",
            "torch.rand(samples, 3, side, side)");
    assertThat(task(file).dims()).hasToString("samples = 6, side_by4 = 8, size1 = 3");
    agrees(file);
  }
}
