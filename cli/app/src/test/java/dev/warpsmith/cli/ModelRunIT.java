package dev.warpsmith.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole runs with models that are scripts, transcripts and servers of this machine. */
class ModelRunIT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String KEY = "sk-planted-9f8e7d6c5b4a";

  @TempDir Path folder;

  @BeforeAll
  static void needsNvcc() {
    Nvcc.require();
  }

  private Path resource(String name) throws IOException {
    try (InputStream in = ModelRunIT.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no resource " + name);
      }
      return Files.write(folder.resolve(name), in.readAllBytes());
    }
  }

  private Run optimize(Map<String, String> environment, String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of("optimize"));
    args.add(resource("row_sum_small.json").toString());
    args.addAll(List.of("--runs", folder.resolve("runs").toString()));
    args.addAll(List.of(more));
    return Run.of(environment, args.toArray(String[]::new));
  }

  private Path run() throws IOException {
    try (Stream<Path> runs = Files.list(folder.resolve("runs/row_sum_small"))) {
      return runs.findFirst().orElseThrow();
    }
  }

  private static List<JsonNode> journal(Path run, String event) throws IOException {
    List<JsonNode> events = new ArrayList<>();
    for (String line : Files.readAllLines(run.resolve("journal.jsonl"))) {
      JsonNode node = JSON.readTree(line);
      if (node.path("event").asText().equals(event)) {
        events.add(node);
      }
    }
    return events;
  }

  @Test
  void goesFromACompileErrorAWrongKernelAndARaceToThreeImprovements() throws IOException {
    String model = "replay:" + resource("scripted-run.jsonl");
    Run run = optimize(Map.of(), "--coder", model, "--judge", model, "--rounds", "7");
    assertThat(run.code()).as(run.err()).isZero();
    List<JsonNode> rounds = journal(run(), "round");
    assertThat(rounds.stream().map(round -> round.path("verdict").asText()))
        .containsExactly(
            "CompileFailed",
            "WrongNumerics",
            "SanitizerFailed",
            "Passed",
            "Passed",
            "Passed",
            "Passed");
    assertThat(rounds.stream().map(round -> round.path("best").asBoolean()))
        .containsExactly(false, false, false, true, true, true, true);
    assertThat(rounds.get(2).path("message").asText()).contains("with no barrier between");
    assertThat(run.out())
        .contains("a barrier is missing (other threads' parts are read before they are written)")
        .contains("ended: the budget of 7 rounds is spent")
        .contains("13 model calls: 0 tokens in, 0 out; $0.00");
    List<JsonNode> replies = journal(run(), "reply");
    assertThat(replies).hasSize(13);
    assertThat(replies.get(2).path("messages").get(1).path("text").asText())
        .contains("expected a \";\"", "End the declaration of sum with a semicolon.");
    Run again =
        Run.of(
            "optimize",
            folder.resolve("row_sum_small.json").toString(),
            "--coder",
            "replay:" + run(),
            "--judge",
            "replay:" + run(),
            "--rounds",
            "3",
            "--runs",
            folder.resolve("again").toString());
    assertThat(again.code())
        .as("a run's own journal is a transcript: %s", again.err())
        .isEqualTo(4);
    assertThat(again.out()).contains("3  SanitizerFailed");
  }

  private String script(String reply) throws IOException {
    Files.writeString(folder.resolve("reply.txt"), reply);
    Files.writeString(
        folder.resolve("model.sh"),
        """
        cat > /dev/null
        echo asked >> calls
        if [ -f slow ] && [ "$(wc -l < calls)" = 2 ]; then sleep 100; fi
        cat reply.txt
        """);
    return "exec:cd " + folder + " && sh model.sh";
  }

  @Test
  void asksAgainOnlyForTheReplyThatAKillLost() throws Exception {
    String model = script(coderReply(4));
    Files.createFile(folder.resolve("slow"));
    Path task = resource("row_sum_small.json");
    Forked forked =
        Forked.start(
            folder,
            Map.of(),
            "optimize",
            task.toString(),
            "--coder",
            model,
            "--judge",
            "none",
            "--rounds",
            "3",
            "--runs",
            folder.resolve("runs").toString());
    Path calls = folder.resolve("calls");
    while (forked.alive() && !(Files.exists(calls) && Files.readAllLines(calls).size() == 2)) {
      Thread.sleep(50);
    }
    forked.kill();
    assertThat(journal(run(), "reply")).hasSize(1);
    Files.delete(folder.resolve("slow"));
    Run resumed = Run.of("optimize", "--resume", run().toString());
    assertThat(resumed.code()).as(resumed.err()).isZero();
    assertThat(resumed.err())
        .contains(" to the coder in round 2 was lost when the run was cut off");
    assertThat(Files.readAllLines(calls)).as("two, one of them lost, and two more").hasSize(4);
    assertThat(journal(run(), "reply")).hasSize(3);
    assertThat(journal(run(), "round")).hasSize(3);
    Run over = Run.of("optimize", "--resume", run().toString());
    assertThat(over.code()).isZero();
    assertThat(Files.readAllLines(calls)).hasSize(4);
  }

  @Test
  void anInterruptedCallEndsAtOnceWithWhatItStartedAndSaysWhatIsLost() throws Exception {
    Files.writeString(
        folder.resolve("model.sh"), "cat > /dev/null; echo $$ > asked; exec sleep 300");
    Forked forked =
        Forked.start(
            folder,
            Map.of(),
            "optimize",
            resource("row_sum_small.json").toString(),
            "--coder",
            "exec:cd " + folder + " && exec sh model.sh",
            "--judge",
            "none",
            "--max-minutes",
            "10",
            "--runs",
            "runs");
    Path asked = folder.resolve("asked");
    while (forked.alive() && !(Files.exists(asked) && Files.size(asked) > 0)) {
      Thread.sleep(50);
    }
    long model = Long.parseLong(Files.readString(asked).strip());
    forked.interrupt();
    Run run = forked.end();
    assertThat(run.code()).isEqualTo(ExitCode.INTERRUPTED.number());
    assertThat(run.err())
        .contains("to the coder in round 1 is lost: it had not arrived; a provider may bill it")
        .contains("interrupted; nothing else is lost. Go on with: warpsmith optimize --resume");
    assertThat(ProcessHandle.of(model).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void compilersAndModelsSeeNoKeyAndTheExpertLoadsNoModel() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    Path nvcc = tools.resolve("nvcc");
    Files.writeString(
        nvcc,
        "#!/bin/sh\nenv >> "
            + folder.resolve("nvcc-environment.txt")
            + "\nexec "
            + realNvcc()
            + " \"$@\"\n");
    assertThat(nvcc.toFile().setExecutable(true)).isTrue();
    Path classes = folder.resolve("classes.txt");
    Files.writeString(folder.resolve("saxpy.cu"), Sources.SAXPY);
    Run run =
        Forked.start(
                folder,
                Map.of(
                    "PATH",
                    tools + ":" + System.getenv("PATH"),
                    "OPENAI_API_KEY",
                    KEY,
                    "WARPSMITH_CACHE",
                    folder.resolve("cache").toString(),
                    "JDK_JAVA_OPTIONS",
                    "-Xlog:class+load:file=" + classes),
                "optimize",
                "saxpy.cu",
                "--rounds",
                "1")
            .end();
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(Files.readString(folder.resolve("nvcc-environment.txt")))
        .contains("PATH=")
        .doesNotContain(KEY, "OPENAI_API_KEY");
    assertThat(Files.readString(classes))
        .contains("dev.warpsmith.coder.expert.ExpertCoder")
        .doesNotContain("dev.langchain4j", "dev.warpsmith.coder.llm.LangChain");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile).filter(ModelRunIT::holdsTheKey)).isEmpty();
    }
  }

  private static Path realNvcc() {
    return Stream.concat(
            Stream.of(System.getenv("PATH").split(":")), Stream.of("/usr/local/cuda/bin"))
        .map(folder -> Path.of(folder, "nvcc"))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  private static final String ADVICE =
      "{\"metrics\": [\"launch__registers_per_thread\", \"sm__inst_executed.sum\","
          + " \"dram__bytes_read.sum\"], \"bottleneck\": \"latency\", \"method\": \"Unroll.\","
          + " \"plan\": \"By four.\", \"issue\": \"i\", \"why\": \"w\", \"fix\": \"Fix it.\"}";

  /** Returns a model that always says the same. */
  private String saying(String name, String reply) throws IOException {
    Path file = Files.writeString(folder.resolve(name + ".txt"), reply);
    return "exec:cat > /dev/null; cat " + file;
  }

  /** Runs with a Coder that writes replies in turn, the last one again, and returns its calls. */
  private List<JsonNode> asked(String name, List<Integer> replies, String... more)
      throws IOException {
    Path runs = folder.resolve(name);
    StringBuilder script = new StringBuilder("exec:cat > /dev/null; echo x >> " + runs + ".calls;");
    for (int i = 0; i < replies.size(); i++) {
      Path file = folder.resolve("coder" + replies.get(i) + ".txt");
      Files.writeString(file, coderReply(replies.get(i)));
      script.append(" [ $(wc -l < " + runs + ".calls) -gt " + i + " ] && n=" + file + ";");
    }
    List<String> args =
        new ArrayList<>(List.of("optimize", resource("row_sum_small.json").toString()));
    args.addAll(List.of("--coder", script + " cat $n", "--runs", runs.toString()));
    args.addAll(List.of(more));
    Run run = Run.of(args.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    try (Stream<Path> folders = Files.list(runs.resolve("row_sum_small"))) {
      return journal(folders.findFirst().orElseThrow(), "reply");
    }
  }

  private static List<String> roles(List<JsonNode> replies) {
    return replies.stream().map(reply -> reply.path("role").asText()).toList();
  }

  private static String prompt(JsonNode reply) {
    return reply.path("messages").get(1).path("text").asText();
  }

  @Test
  void eachComparisonOfThePaperAsksWhatItShould() throws IOException {
    String judge = saying("judge", ADVICE);
    List<JsonNode> self = asked("self", List.of(4), "--judge", "none", "--rounds", "2");
    assertThat(roles(self)).containsExactly("coder", "coder");
    assertThat(prompt(self.get(1))).contains("nobody said: find it in the metrics");

    List<Integer> refusedThenProven = List.of(1, 4);
    String[] correction = {"--judge", judge, "--feedback", "correction", "--rounds", "3"};
    assertThat(roles(asked("correction", refusedThenProven, correction)))
        .containsExactly("coder", "judge", "coder", "coder");
    String[] optimisation = {"--judge", judge, "--feedback", "optimisation", "--rounds", "3"};
    List<JsonNode> half = asked("optimisation", refusedThenProven, optimisation);
    assertThat(roles(half)).containsExactly("coder", "coder", "judge", "coder");

    String[] all = {"--judge", judge, "--judge-metrics", "all", "--rounds", "2"};
    List<JsonNode> full = asked("all", List.of(4), all);
    assertThat(metrics(full.get(1))).isGreaterThan(metrics(half.get(2)) + 5);
  }

  private static long metrics(JsonNode reply) {
    return prompt(reply).lines().filter(line -> line.contains(" = ")).count();
  }

  @Test
  void aJuryAsksEachJudgeAndABeamAsksSideBySide() throws IOException {
    String one = saying("judge", ADVICE);
    String odd = saying("odd", ADVICE.replace("latency", "occupancy").replace("Unroll", "Shrink"));
    List<JsonNode> replies =
        asked(
            "jury",
            List.of(4),
            "--judge",
            odd,
            "--judge",
            one,
            "--judge",
            one,
            "--strategy",
            "beam:width=1,directions=2",
            "--rounds",
            "3");
    assertThat(roles(replies))
        .containsExactly(
            "coder", "judge", "judge-2", "judge-3", "judge", "judge-2", "judge-3", "coder",
            "coder");
    assertThat(prompt(replies.get(4))).contains("- latency | Unroll.", "Name another bottleneck");
    assertThat(prompt(replies.get(7))).contains("latency").doesNotContain("occupancy");
  }

  private String coderReply(int number) throws IOException {
    int coder = 0;
    for (String line : Files.readAllLines(resource("scripted-run.jsonl"))) {
      JsonNode node = JSON.readTree(line);
      coder += node.path("role").asText().equals("coder") ? 1 : 0;
      if (coder == number) {
        return node.path("reply").asText();
      }
    }
    throw new IllegalStateException("no reply " + number);
  }

  /** Answers as OpenAI does, each request with the next of its texts. */
  private static final class Server implements AutoCloseable {
    private final HttpServer server;
    private final Deque<String> answers = new ArrayDeque<>();

    Server() throws IOException {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext("/", this::handle);
      server.start();
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
      exchange.getRequestBody().readAllBytes();
      String key = exchange.getRequestHeaders().getFirst("Authorization");
      String answer = answers.remove();
      int status = Integer.parseInt(answer.substring(0, 3));
      byte[] body = answer.substring(3).replace("$KEY", key).getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
      exchange.close();
    }

    synchronized Server reply(String text) {
      String json = JSON.getNodeFactory().textNode(text).toString();
      answers.add(
          "200{\"choices\": [{\"index\": 0, \"message\": {\"role\": \"assistant\", \"content\": "
              + json
              + "}, \"finish_reason\": \"stop\"}], \"usage\": {\"prompt_tokens\": 4000,"
              + " \"completion_tokens\": 500, \"total_tokens\": 4500,"
              + " \"prompt_tokens_details\": {\"cached_tokens\": 3000}}}");
      return this;
    }

    synchronized Server fails(int status) {
      answers.add(status + "{\"error\": {\"message\": \"wrong: $KEY\", \"code\": \"x\"}}");
      return this;
    }

    String options() {
      return "stream=off,baseUrl=http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  @Test
  void leavesNoTraceOfTheKey() throws IOException {
    Path prices =
        Files.writeString(
            folder.resolve("prices.json"),
            "{\"date\": \"2026-11-01\", \"models\": {\"openai:m\": {\"input\": 1, \"cached\": 0.1,"
                + " \"output\": 10}}}");
    Path seen = folder.resolve("environment.txt");
    String advice = "{\\\"issue\\\": \\\"i\\\"}";
    try (Server server = new Server()) {
      server.fails(500).reply("The key is " + KEY + ".\n" + coderReply(4)).fails(401);
      Run run =
          optimize(
              Map.of("OPENAI_API_KEY", KEY, "PATH", System.getenv("PATH"), "NOTE", "a " + KEY),
              "--coder",
              "openai:m",
              "--coder-options",
              server.options(),
              "--judge",
              "exec:env > " + seen + "; echo " + advice,
              "--prices",
              prices.toString(),
              "--max-tokens",
              "100000",
              "--json");
      assertThat(run.code()).isEqualTo(3);
      assertThat(run.err())
          .contains("openai:m refused the key: status 401")
          .contains("The run is saved. Go on with: warpsmith optimize --resume ")
          .doesNotContain(KEY);
      assertThat(run.out()).doesNotContain(KEY);
      assertThat(journal(run(), "reply").get(0).path("usd").asDouble())
          .isEqualTo(1000e-6 + 300e-6 + 5000e-6);
      assertThat(Files.readString(seen)).contains("PATH=").doesNotContain(KEY, "OPENAI_API_KEY");
      try (Stream<Path> files = Files.walk(folder)) {
        assertThat(files.filter(Files::isRegularFile).filter(ModelRunIT::holdsTheKey)).isEmpty();
      }
      server.reply(coderReply(5)).reply(coderReply(6));
      Run resumed =
          Run.of(
              Map.of("OPENAI_API_KEY", KEY, "PATH", System.getenv("PATH")),
              "optimize",
              "--resume",
              run().toString(),
              "--rounds",
              "3",
              "--json");
      assertThat(resumed.code()).as(resumed.err()).isZero();
      JsonNode cost = JSON.readTree(resumed.out()).path("cost");
      assertThat(cost.path("inputTokens").asInt()).isGreaterThan(12000);
      assertThat(cost.path("usd").asDouble()).isEqualTo(0.0189);
    }
  }

  private static boolean holdsTheKey(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(KEY);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void stopsBeforeTheMoneyIsSpentAndKeepsTheBest() throws IOException {
    Path prices =
        Files.writeString(
            folder.resolve("prices.json"),
            "{\"date\": \"2026-11-01\", \"models\": {\"openai:m\": {\"input\": 1, \"output\":"
                + " 10}}}");
    try (Server server = new Server()) {
      server.reply(coderReply(4)).reply(coderReply(5)).reply(coderReply(6));
      Run run =
          optimize(
              Map.of(),
              "--coder",
              "openai:m",
              "--coder-options",
              server.options(),
              "--judge",
              "expert",
              "--prices",
              prices.toString(),
              "--max-usd",
              "0.025");
      assertThat(run.code()).as(run.err()).isZero();
      assertThat(run.out())
          .contains("ended: the budget of $0.0250 does not allow another call")
          .contains("best    ");
      assertThat(run().resolve("best.cu")).content().contains("__global__");
    }
  }
}
