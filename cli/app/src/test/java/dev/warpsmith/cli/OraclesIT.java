package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Checks with PyTorch beside the interpreter. */
class OraclesIT {
  private static String python = "";

  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsPyTorch() {
    Nvcc.require();
    String variable = System.getenv().getOrDefault("WARPSMITH_PYTHON", "");
    python = System.getProperty("warpsmith.python", variable);
    if (python.isBlank()) {
      abort("needs a Python with PyTorch: name one by -Dwarpsmith.python or WARPSMITH_PYTHON");
    }
  }

  @Test
  void aCheckSaysThatBothOraclesAgree() throws IOException {
    Path task = Files.writeString(folder.resolve("swish_sum.json"), Sources.SWISH_SUM);
    Run run = Run.of("check", task.toString(), "--python", python, "--json");
    assertThat(run.code()).as(run.out() + run.err()).isZero();
    assertThat(new ObjectMapper().readTree(run.out()).path("evidence").findValuesAsText("text"))
        .anyMatch(
            text -> text.matches("two oracles agree: interpreter and PyTorch .*, largest .*"));
  }

  @Test
  void theDoctorShowsPyTorchWhereTheSettingsNameIt() {
    Run run = Run.of(Map.of("WARPSMITH_PYTHON", python), "doctor");
    assertThat(run.out()).containsPattern("PyTorch +ok +[0-9.]+.*, Python 3");
    Run missing = Run.of(Map.of("WARPSMITH_PYTHON", "/nowhere/python"), "doctor");
    assertThat(missing.out()).containsPattern("PyTorch +none +Python '/nowhere/python' cannot be");
  }
}
