package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
  private static List<CommandLine> commands() {
    return List.copyOf(Main.commandLine(Terminal.ofProcess()).getSubcommands().values());
  }

  @Test
  void printsItsVersion() {
    assertThat(Run.of("--version")).isEqualTo(new Run(0, "warpsmith 0.1.0\n", ""));
  }

  @Test
  void everyCommandHasHelpWithADescriptionAndAnExample() {
    for (CommandLine command : commands()) {
      String name = command.getCommandName();
      Run help = Run.of(name, "--help");
      assertThat(help.code()).as(name).isZero();
      assertThat(help.err()).as(name).isEmpty();
      assertThat(help.out())
          .as(name)
          .startsWith("Usage: warpsmith " + name)
          .contains("\nExample:\n  warpsmith ")
          .contains("--json")
          .contains(command.getCommandSpec().usageMessage().description()[0].substring(0, 20));
    }
  }

  @Test
  void helpListsEveryCommandAndTheExitCodes() {
    String help = Run.of("--help").out();
    commands().forEach(command -> assertThat(help).contains("\n  " + command.getCommandName()));
    for (ExitCode code : ExitCode.values()) {
      assertThat(help).contains(Integer.toString(code.number()));
    }
  }

  @Test
  void wrongUsageSaysWhatAndWhatWasMeant() {
    Map<List<String>, String> messages = new HashMap<>();
    messages.put(
        List.of("tsks"), "warpsmith: unknown command 'tsks'; did you mean 'tasks'? (known: ");
    messages.put(List.of(), "warpsmith: no command was given\n");
    messages.put(
        List.of("tasks", "--jsn"), "warpsmith: unknown option '--jsn'; did you mean '--json'?\n");
    messages.put(List.of("devices", "x"), "warpsmith: unexpected argument 'x'\n");
    messages.forEach(
        (args, message) -> {
          Run run = Run.of(args.toArray(new String[0]));
          assertThat(run.code()).as(args.toString()).isEqualTo(ExitCode.USAGE.number());
          assertThat(run.out()).as(args.toString()).isEmpty();
          assertThat(run.err()).as(args.toString()).startsWith(message).contains("--help'.");
        });
  }

  @Test
  void anErrorUnderJsonIsOneObject() throws IOException {
    Run run = Run.of("report", "--json", "nowhere");
    JsonNode json = new ObjectMapper().readTree(run.out());
    assertThat(json.path("error").path("exitCode").asInt()).isEqualTo(2).isEqualTo(run.code());
    assertThat(json.path("error").path("message").asText())
        .isEqualTo(
            "nowhere is no run's folder: it has no run.json (runs are in runs/<task>/<time>)");
  }

  @Test
  void verifyRefusesWhatIsNeitherRunNorEvidence() {
    Run run = Run.of("verify", "nowhere");
    assertThat(run.code()).isEqualTo(ExitCode.USAGE.number());
    assertThat(run.err())
        .isEqualTo(
            "warpsmith: there is no nowhere; expected a run's folder (runs/<task>/<time>) or its"
                + " evidence.json\n");
  }

  @Test
  void aPythonThatIsMissingIsTheEnvironment() {
    Run run = Run.of("check", "softmax", "--python", "/nowhere/python");
    assertThat(run.code()).isEqualTo(ExitCode.ENVIRONMENT.number());
    assertThat(run.err())
        .startsWith("warpsmith: Python '/nowhere/python' cannot be started: ")
        .contains("; run: warpsmith setup torch (or give the path of a Python that has PyTorch");
  }

  @Test
  void listsTasksAsJson() throws IOException {
    JsonNode json = new ObjectMapper().readTree(Run.of("tasks", "--json").out());
    assertThat(json.path("tasks").findValuesAsText("name")).contains("gelu", "matmul", "softmax");
    assertThat(json.path("tasks").get(0).path("description").asText()).isNotBlank();
  }

  @Test
  void namesWhyThereIsNoGpu() {
    Run run = Run.of("devices");
    assertThat(run.code()).isZero();
    assertThat(run.out())
        .contains("cuda:0  unavailable: no NVIDIA driver: libcuda.so.1 is not installed")
        .contains(
            "auto is emulated:h200 (no GPU: no NVIDIA driver: libcuda.so.1 is not installed)");
  }
}
