package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.optimizer.BaselineRecord;
import dev.warpsmith.optimizer.RoundRecord;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class RoundPrinterTest {
  private static final RoundRecord DRAFT =
      new RoundRecord(
          1,
          "",
          "d1",
          OptionalInt.empty(),
          Optional.empty(),
          "Passed",
          "all gates passed",
          List.of(),
          Optional.of(new RoundRecord.Time(129.1, 2.42, 0.86, "DRAM")),
          OptionalDouble.empty(),
          true);
  private static final RoundRecord WRONG =
      new RoundRecord(
          2,
          "",
          "d2",
          OptionalInt.of(1),
          Optional.of(
              new RoundRecord.Asked(
                  "DRAM 86 %",
                  "Load wider.",
                  "vector=4",
                  List.of(),
                  OptionalDouble.of(1.2),
                  dev.warpsmith.coder.Instruction.Basis.PROFILE)),
          "WrongNumerics",
          "y[3] is 1, expected 2",
          List.of(),
          Optional.empty(),
          OptionalDouble.empty(),
          false);

  private static String printed(boolean live, int width) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    RoundPrinter printer = new RoundPrinter(stream, new Palette(live), live, width);
    printer.working(0, "baseline");
    printer.baseline(
        new BaselineRecord(
            "naive", 312.4, "modelled", "m1/g1", 111.8, "memory", "", List.of(), List.of()));
    printer.round(DRAFT, false);
    printer.round(WRONG, false);
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void printsPlainLinesWhereThereIsNoTerminal() {
    assertThat(printed(false, 200))
        .isEqualTo(
            """
            naive 312.40 us, speed of light 111.80 us (memory)

            round  verdict                time  speedup  of light  predicted  measured  bottleneck → move
                1  Passed            129.10 us    2.42x      86 %          -         -  first draft
                2  WrongNumerics             -        -         -      1.20x         -  DRAM → vector=4
                   y[3] is 1, expected 2
            """);
  }

  @Test
  void takesTransientLinesBackOnATerminal() {
    assertThat(printed(true, 200)).contains("baseline …").contains("\r\u001b[Knaive 312.40 us");
  }

  @Test
  void keepsLinesWithinTheWidth() {
    assertThat(printed(false, 60).lines().filter(line -> line.startsWith("    2")))
        .allSatisfy(line -> assertThat(line).hasSize(60).endsWith("…"));
  }
}
