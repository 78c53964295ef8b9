package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the commands of the workflow files in {@code cli/CI.md}, as they stand there. */
class CiDocumentIT {
  private static final Path DOCUMENT = Path.of("../CI.md");
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^\\s*(?:- run: |- |)warpsmith (regress .*)$");

  @TempDir Path folder = Path.of("unset");

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  @Test
  void everyCommandRunsAndWritesWhatTheWorkflowsCollect() throws IOException {
    List<String> commands =
        COMMAND.matcher(Files.readString(DOCUMENT)).results().map(match -> match.group(1)).toList();
    assertThat(commands).as("an update and two gates").hasSize(3);
    Files.writeString(folder.resolve("saxpy.cu"), Sources.SAXPY);
    Files.createDirectories(folder.resolve("kernels"));
    Files.writeString(
        folder.resolve("kernels/softmax.cu"), Sources.saxpy("if (i < n) y[i] = a * x[i] + z[i];"));

    for (String command : commands) {
      Run run = Run.of(arguments(command));
      assertThat(run.code()).as("%s%n%s%s", command, run.out(), run.err()).isZero();
    }

    for (String file :
        List.of("regress.md", "regress.sarif", "regress.xml", "gl-code-quality.json")) {
      assertThat(folder.resolve(file)).as(file).isNotEmptyFile();
    }
    assertThat(folder.resolve("gl-code-quality.json")).content().startsWith("[ ]");
  }

  /** Puts every file into this test's folder; saxpy stands for the slower softmax. */
  private String[] arguments(String command) {
    String here =
        (command + " ")
            .replace("regress ", "regress --baseline " + folder.resolve("baseline.json") + " ")
            .replace(" softmax softmax=", " " + folder.resolve("saxpy.cu") + "=")
            .replaceAll(
                "(?<= |=)((?:kernels/)?(?!baseline)[\\w-]+\\.(?:cu|md|sarif|xml|json)) ",
                folder.toString() + "/$1 ");
    return Arrays.stream(here.strip().split(" +")).toArray(String[]::new);
  }
}
