package dev.warpsmith.judge.llm;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Instruction;
import dev.warpsmith.coder.Recollection;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.expert.Move;
import dev.warpsmith.coder.llm.ChatClient;
import dev.warpsmith.coder.llm.ChatMessage;
import dev.warpsmith.coder.llm.ChatReply;
import dev.warpsmith.coder.llm.ChatRequest;
import dev.warpsmith.coder.prompt.FindingsText;
import dev.warpsmith.coder.prompt.GpuText;
import dev.warpsmith.coder.prompt.MemoryText;
import dev.warpsmith.coder.prompt.PromptText;
import dev.warpsmith.coder.prompt.TaskText;
import dev.warpsmith.judge.Bottleneck;
import dev.warpsmith.judge.Decision;
import dev.warpsmith.judge.Focus;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Round;
import dev.warpsmith.kernelbench.evaluation.Evaluation;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Lets a language model judge a round: of a refused candidate it names the one fault and its fix,
 * of a proven one the one bottleneck, method and plan, with the three or four metrics that show it.
 *
 * <p>It sees the last round only. An answer that is not the JSON asked for may be put right once;
 * after that the Coder gets the evidence itself.
 */
public final class LlmJudge implements Judge {
  private static final int MOST_MOVES = 60;
  private static final int MOST_EVIDENCE = 12_000;

  private static final PromptText OPTIMISATION = PromptText.of(LlmJudge.class, "optimisation.txt");
  private static final PromptText CORRECTION = PromptText.of(LlmJudge.class, "correction.txt");
  private static final PromptText PASSED = PromptText.of(LlmJudge.class, "passed.txt");
  private static final PromptText REFUSED = PromptText.of(LlmJudge.class, "refused.txt");
  private static final PromptText MOVES = PromptText.of(LlmJudge.class, "moves.txt");
  private static final PromptText TAKEN = PromptText.of(LlmJudge.class, "taken.txt");
  private static final PromptText NOTES = PromptText.of(LlmJudge.class, "notes.txt");
  private static final PromptText AGAIN = PromptText.of(LlmJudge.class, "again.txt");

  private final ChatClient client;
  private final GpuSpec gpu;
  private final List<String> shown;
  private final Optional<ExpertCoder> expert;
  private final Recollection memory;

  /**
   * Makes a Judge that asks a model.
   *
   * @param shown the metrics that it sees; all if there are none
   * @param expert the Coder whose moves it must choose from; empty if the Coder is a model
   */
  public LlmJudge(
      ChatClient client, GpuSpec gpu, List<String> shown, Optional<ExpertCoder> expert) {
    this(client, gpu, shown, expert, Recollection.none());
  }

  private LlmJudge(
      ChatClient client,
      GpuSpec gpu,
      List<String> shown,
      Optional<ExpertCoder> expert,
      Recollection memory) {
    this.client = client;
    this.gpu = gpu;
    this.shown = List.copyOf(shown);
    this.expert = expert;
    this.memory = memory;
  }

  /** Returns a Judge that is told what earlier runs learned of a bottleneck. */
  public LlmJudge remembering(Recollection earlier) {
    return new LlmJudge(client, gpu, shown, expert, earlier);
  }

  /** Returns how many characters of a request are the same in every round of a task. */
  public int promptLength(Task task) {
    return request(OPTIMISATION, task, "").length();
  }

  @Override
  public String id() {
    return client.name();
  }

  @Override
  public Decision review(List<Round> history) {
    Round last = history.get(history.size() - 1);
    return review(history, new Focus(last, List.of(), List.of()));
  }

  @Override
  public Decision review(List<Round> history, Focus focus) {
    return new Decision.Continue(
        focus
            .from()
            .evaluation()
            .match(failed -> correct(focus.from(), failed), passed -> improve(focus, passed)));
  }

  private Assignment correct(Round round, Evaluation.Failed failed) {
    Instruction instruction =
        asked(correction(round, failed), Advice::correction)
            .map(
                advice ->
                    instruction(
                        advice.first() + " (" + advice.plan() + ")",
                        advice.method(),
                        "",
                        List.of(),
                        Instruction.Basis.REFUSAL))
            .orElseGet(
                () ->
                    instruction(
                        "the Judge gave no usable answer",
                        "Find the fault in what the gates say, and put it right.",
                        "",
                        List.of(),
                        Instruction.Basis.REFUSAL));
    return new Assignment.Repair(round.assignment().task(), round.candidate(), failed, instruction);
  }

  private Assignment improve(Focus focus, Evaluation.Passed passed) {
    Round round = focus.from();
    Map<String, String> metrics = RoundText.metrics(passed.timing(), shown);
    List<String> moves = moves(round).stream().map(Move::text).toList();
    Instruction instruction =
        asked(
                optimisation(focus, passed),
                reply -> Advice.optimisation(reply, metrics.keySet(), moves))
            .map(
                advice ->
                    instruction(
                        advice.first(),
                        advice.method() + " Plan: " + advice.plan(),
                        advice.move(),
                        advice.metrics().stream().map(n -> n + " = " + metrics.get(n)).toList(),
                        Instruction.Basis.PROFILE))
            .orElseGet(() -> unread(metrics, moves));
    return new Assignment.Optimize(round.assignment().task(), round.candidate(), instruction);
  }

  /** Without an answer a model reads the metrics itself; the expert takes its first move. */
  private static Instruction unread(Map<String, String> metrics, List<String> moves) {
    return instruction(
        "the Judge gave no usable answer",
        "Find the bottleneck in the metrics, and remove it.",
        moves.isEmpty() ? "" : moves.get(0),
        metrics.entrySet().stream().map(e -> e.getKey() + " = " + e.getValue()).toList(),
        Instruction.Basis.PROFILE);
  }

  private static Instruction instruction(
      String bottleneck,
      String remedy,
      String move,
      List<String> metrics,
      Instruction.Basis basis) {
    return new Instruction(bottleneck, remedy, move, metrics, OptionalDouble.empty(), basis);
  }

  private Optional<Advice> asked(ChatRequest request, Function<String, Advice.Read> read) {
    ChatReply reply = client.ask(request);
    Advice.Read first = read.apply(reply.text());
    if (first.advice().isPresent()) {
      return first.advice();
    }
    String again = AGAIN.with(Map.of("problems", "- " + String.join("\n- ", first.problems())));
    return read.apply(client.ask(request.after(reply.text(), again)).text()).advice();
  }

  /** Returns what is asked about a proven candidate. */
  ChatRequest optimisation(Focus focus, Evaluation.Passed passed) {
    Round round = focus.from();
    String user =
        PASSED.with(
            Map.of(
                "candidate",
                RoundText.code(round.candidate()),
                "profile",
                RoundText.profile(round.candidate(), passed.timing(), shown),
                "choice",
                choice(focus)));
    String bound = Bottleneck.of(passed.timing()).map(b -> b.limit().label()).orElse("");
    return request(OPTIMISATION, round.assignment().task(), MemoryText.before(user, memory, bound));
  }

  /** Returns what else the choice depends on: what was tried, what others do, what moves exist. */
  private String choice(Focus focus) {
    List<Move> moves = moves(focus.from());
    List<String> parts = new ArrayList<>();
    if (!focus.notes().isEmpty()) {
      parts.add(NOTES.with(Map.of("notes", "- " + String.join("\n- ", focus.notes()))));
    }
    if (!focus.taken().isEmpty()) {
      String taken =
          focus.taken().stream()
              .map(it -> "- " + it.bottleneck() + " | " + it.remedy())
              .collect(Collectors.joining("\n"));
      parts.add(TAKEN.with(Map.of("taken", taken)));
    }
    if (!moves.isEmpty()) {
      parts.add(MOVES.with(Map.of("moves", list(moves))));
    }
    parts.add("Answer with the JSON object.");
    return String.join("\n\n", parts);
  }

  /** Returns what is asked about a refused candidate. */
  ChatRequest correction(Round round, Evaluation.Failed failed) {
    String user =
        REFUSED.with(
            Map.of(
                "candidate",
                RoundText.code(round.candidate()),
                "verdict",
                failed.verdict().toString(),
                "message",
                brief(failed.message()),
                "evidence",
                brief(FindingsText.of(round.candidate(), failed))));
    return request(CORRECTION, round.assignment().task(), user);
  }

  private ChatRequest request(PromptText system, Task task, String user) {
    Map<String, String> places = Map.of("gpu", GpuText.of(gpu), "task", TaskText.of(task));
    return ChatRequest.of(List.of(ChatMessage.system(system.with(places)), ChatMessage.user(user)));
  }

  private static String brief(String text) {
    return text.length() <= MOST_EVIDENCE ? text : text.substring(0, MOST_EVIDENCE) + "\n…";
  }

  private List<Move> moves(Round round) {
    return expert
        .map(coder -> coder.moves(round.assignment().task(), round.candidate()))
        .map(moves -> moves.subList(0, Math.min(moves.size(), MOST_MOVES)))
        .orElse(List.of());
  }

  private static String list(List<Move> moves) {
    return moves.stream()
        .map(move -> "- " + move.text() + " | " + move.remedy())
        .collect(Collectors.joining("\n"));
  }
}
