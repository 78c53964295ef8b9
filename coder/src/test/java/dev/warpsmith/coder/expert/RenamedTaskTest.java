package dev.warpsmith.coder.expert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernelbench.task.TaskReader;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.Gpus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Renames whatever a task may name, and reorders its inputs: the produced source and its moves are
 * the same but for names. So the Coder has no answer kept for a task that it recognises.
 */
class RenamedTaskTest {
  private static final ExpertCoder CODER = new ExpertCoder(Gpus.find("h200"));
  private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");

  /** Names that a careless generator of C++ trips over. */
  private static final List<String> AWKWARD =
      List.of("first", "row", "lane", "n_i", "tile_at", "expf", "warps", "share", "y_row", "k_ptr");

  @TempDir Path folder;

  static Stream<Arguments> builtInTasks() {
    return BuiltInTasks.all().stream().map(entry -> Arguments.of(entry.name()));
  }

  @ParameterizedTest
  @MethodSource("builtInTasks")
  void namesDecideNothingButNames(String name) throws IOException {
    String json = json(name);
    List<String> names = names(read("original.json", json));
    Map<String, String> plain = new LinkedHashMap<>();
    Map<String, String> back = new LinkedHashMap<>();
    Map<String, String> other = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      plain.put(names.get(i), "plain" + i + "q");
      other.put(names.get(i), "other" + (names.size() - i) + "longer");
      back.put("other" + (names.size() - i) + "longer", "plain" + i + "q");
    }
    List<String> before = sources(read("plain.json", renamed(json, plain)));
    List<String> after = sources(read("other.json", renamed(json, other)));
    after.replaceAll(text -> replaced(text, back));
    assertThat(after).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("builtInTasks")
  void awkwardNamesChangeNoStructure(String name) throws IOException {
    String json = json(name);
    Task task = read("original.json", json);
    List<String> names = names(task);
    Map<String, String> awkward = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      awkward.put(names.get(i), i < AWKWARD.size() ? AWKWARD.get(i) : "v_" + i);
    }
    Task renamed = read("renamed.json", renamed(json, awkward));
    assertThat(structure(sources(renamed))).isEqualTo(structure(sources(task)));
  }

  @ParameterizedTest
  @MethodSource("builtInTasks")
  void theOrderOfInputsDecidesNothing(String name) throws IOException {
    Task task = read("original.json", json(name));
    List<dev.warpsmith.kernelbench.task.TaskInput> reversed = new ArrayList<>(task.inputs());
    java.util.Collections.reverse(reversed);
    String swapped =
        json(name).replaceAll("(\"inputs\": \\{)([^}]*)(})", "$1" + entries(name) + "$3");
    Task reordered = read("reordered.json", swapped);
    assertThat(reordered.inputs())
        .extracting(i -> i.tensor().name())
        .containsExactlyElementsOf(reversed.stream().map(i -> i.tensor().name()).toList());
    assertThat(sources(reordered)).isEqualTo(sources(task));
  }

  private static String entries(String name) throws IOException {
    Matcher inputs = Pattern.compile("\"inputs\": \\{([^}]*)}").matcher(json(name));
    assertThat(inputs.find()).isTrue();
    List<String> entries = new ArrayList<>();
    Matcher entry = Pattern.compile("\"\\w+\": \"[^\"]*\"").matcher(inputs.group(1));
    while (entry.find()) {
      entries.add(0, entry.group());
    }
    return Matcher.quoteReplacement(String.join(", ", entries));
  }

  /** Returns the draft's source, and that of every move from it. */
  private static List<String> sources(Task task) {
    Candidate draft = CODER.write(new Assignment.Draft(task));
    List<String> texts = new ArrayList<>(List.of(draft.source().text()));
    for (Move move : CODER.moves(task, draft)) {
      texts.add(CODER.apply(task, draft, move.text()).source().text());
    }
    return texts;
  }

  /** Returns the names of all dims, inputs and values. */
  private static List<String> names(Task task) {
    List<String> names = new ArrayList<>(task.dims().asMap().keySet());
    task.inputs().forEach(input -> names.add(input.tensor().name()));
    task.graph().orElseThrow().nodes().forEach(node -> names.add(node.name()));
    return names;
  }

  private static String renamed(String text, Map<String, String> renaming) {
    String body = text.replaceFirst("\"description\": \"[^\"]*\",", "");
    return NAME.matcher(body)
        .replaceAll(
            word ->
                body.startsWith("(", word.end())
                    ? word.group()
                    : renaming.getOrDefault(word.group(), word.group()));
  }

  private static String replaced(String text, Map<String, String> names) {
    String result = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      result = result.replace(name.getKey(), name.getValue());
    }
    return result;
  }

  /** Returns the texts without their names and comments. */
  private static List<String> structure(List<String> sources) {
    return sources.stream()
        .map(text -> text.replaceAll("//.*", ""))
        .map(text -> NAME.matcher(text).replaceAll("name").replaceAll("\\s+", " "))
        .toList();
  }

  private Task read(String file, String json) throws IOException {
    Path path = folder.resolve(file);
    Files.writeString(path, json);
    return TaskReader.read(path.toString());
  }

  private static String json(String name) throws IOException {
    try (InputStream in = BuiltInTasks.class.getResourceAsStream(name + ".json")) {
      return new String(
          java.util.Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
