package dev.warpsmith.cli;

import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.Recollection;
import dev.warpsmith.coder.expert.ExpertCoder;
import dev.warpsmith.coder.llm.ChatClient;
import dev.warpsmith.coder.llm.ChatClients;
import dev.warpsmith.coder.llm.ChatReply;
import dev.warpsmith.coder.llm.ChatRequest;
import dev.warpsmith.coder.llm.LlmCoder;
import dev.warpsmith.coder.llm.ModelName;
import dev.warpsmith.coder.llm.ModelOptions;
import dev.warpsmith.coder.llm.Price;
import dev.warpsmith.coder.llm.Prices;
import dev.warpsmith.coder.llm.Provider;
import dev.warpsmith.judge.Judge;
import dev.warpsmith.judge.Jury;
import dev.warpsmith.judge.expert.ExpertAdviser;
import dev.warpsmith.judge.llm.HalfJudge;
import dev.warpsmith.judge.llm.LlmJudge;
import dev.warpsmith.judge.llm.NoJudge;
import dev.warpsmith.judge.llm.Relay;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.device.GpuSpec;
import dev.warpsmith.optimizer.Budget;
import dev.warpsmith.optimizer.Estimate;
import dev.warpsmith.optimizer.ModelCalls;
import dev.warpsmith.optimizer.RunSettings;
import dev.warpsmith.profiler.KeyMetrics;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Sets up a team with a language model in it. */
final class ModelTeam {
  /** What the emulated GPU does not run; a device of silicon would. */
  private static final String EMULATED =
      "this GPU is emulated: it refuses `wgmma`, sparse `mma`, bulk and tensor copies"
          + " (`cp.async.bulk`) and clusters of several blocks; `mma`, `wmma`, `cp.async`, shuffles"
          + " and cooperative grids run";

  /** Stands for a model where only the length of what it would be asked counts. */
  private static final ChatClient UNASKED =
      new ChatClient() {
        @Override
        public String name() {
          return "none";
        }

        @Override
        public int mostTokens() {
          return 0;
        }

        @Override
        public ChatReply ask(ChatRequest request) {
          throw new IllegalStateException("an estimate asks no model");
        }
      };

  private final Settings settings;
  private final GpuSpec gpu;
  private final ModelCalls calls;
  private final Map<String, String> environment;
  private final List<String> shown;

  /**
   * @param settings with those that the run kept
   * @param chosen the metrics of the run's own set; none if it has none
   */
  ModelTeam(
      Settings settings,
      GpuSpec gpu,
      ModelCalls calls,
      Map<String, String> environment,
      List<String> chosen) {
    this.settings = settings;
    this.gpu = gpu;
    this.calls = calls;
    this.environment = environment;
    this.shown = shown(settings, chosen);
  }

  private static List<String> shown(Settings settings, List<String> chosen) {
    if (settings.text(Setting.JUDGE_METRICS).equals("all")) {
      return List.of();
    }
    return chosen.isEmpty() ? KeyMetrics.paper() : chosen;
  }

  /** Rejects what cannot be set up: names, options, files, combinations, missing keys. */
  static void require(Settings settings, Map<String, String> environment) {
    String coder = settings.text(Setting.CODER);
    List<Seat> judges = Seat.judges(settings);
    if (judges.size() > 1 && sits("none", judges)) {
      throw CommandException.usage(
          "--judge none is nobody, and cannot sit in a jury; leave it out");
    }
    if (judges.size() > 1 && sits("random", judges)) {
      throw CommandException.usage(
          "--judge random cannot sit in a jury with a model; leave it out");
    }
    if (coder.equals("expert") && sits("none", judges)) {
      throw CommandException.usage(
          "the expert Coder needs a Judge that names its moves; --judge none is for a model as"
              + " Coder ("
              + ModelName.EXPECTED
              + ")");
    }
    if (sits("random", judges) && ModelName.isOne(coder)) {
      throw CommandException.usage(
          "--judge random names moves of the expert Coder, which "
              + coder
              + " does not know; use --judge expert, none or a model");
    }
    if (coder.equals("expert") && !settings.isInitial(Setting.START)) {
      throw CommandException.usage("--start is for a model as Coder; the expert begins as itself");
    }
    expertRounds(settings, 1);
    settings.choice(Setting.FEEDBACK, "full", "correction", "optimisation");
    settings.choice(Setting.JUDGE_METRICS, "key", "all");
    requireModel(settings, Seat.coder(settings), environment);
    judges.forEach(seat -> requireModel(settings, seat, environment));
  }

  private static boolean sits(String name, List<Seat> judges) {
    return judges.stream().anyMatch(seat -> seat.name().equals(name));
  }

  private static void requireModel(Settings settings, Seat seat, Map<String, String> environment) {
    if (!ModelName.isOne(seat.name())) {
      return;
    }
    ModelName name = name(seat);
    ModelOptions options = options(seat);
    try {
      ChatClients.requireKey(name, options, environment);
    } catch (ChatClients.MissingKeyException e) {
      throw CommandException.environment(String.valueOf(e.getMessage()));
    }
    if (name.provider() == Provider.REPLAY && !Files.exists(Path.of(name.rest()))) {
      throw CommandException.usage(
          seat.who().flag()
              + " "
              + name
              + ": there is no such file; give a transcript or a run's folder");
    }
    if (settings.positive(Setting.MAX_USD).isPresent()
        && price(settings, name, options).isEmpty()) {
      throw CommandException.usage(
          "nobody told what "
              + name
              + " costs, so --max-usd cannot be kept; give its price with --prices <file>, or limit"
              + " --max-tokens");
    }
  }

  private static ModelName name(Seat seat) {
    try {
      return ModelName.parse(seat.name());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(seat.who().key() + ": " + e.getMessage());
    }
  }

  private static ModelOptions options(Seat seat) {
    try {
      return ModelOptions.parse(seat.options());
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(seat.how().flag() + ": " + e.getMessage());
    }
  }

  private static Prices prices(Settings settings) {
    Prices standard = Prices.standard();
    return settings.isNone(Setting.PRICES)
        ? standard
        : standard.with(Path.of(settings.text(Setting.PRICES)));
  }

  /**
   * Warpsmith's own prices are those of the providers; at another address only the user's count.
   */
  private static Optional<Price> price(Settings settings, ModelName name, ModelOptions options) {
    boolean elsewhere = options.baseUrl().isPresent() && name.provider() != Provider.OLLAMA;
    return elsewhere && settings.isNone(Setting.PRICES)
        ? Optional.empty()
        : prices(settings).of(name.toString());
  }

  /**
   * Estimates what the models of a run may cost.
   *
   * @param done rounds that are over already
   */
  static Estimate estimate(Settings settings, GpuSpec gpu, Task task, Budget budget, int done) {
    int left = Math.max(0, budget.rounds() - done);
    int byExpert = Math.max(0, expertRounds(settings, budget.rounds()) - done);
    List<Estimate.Share> shares = new ArrayList<>();
    Seat writer = Seat.coder(settings);
    if (ModelName.isOne(writer.name())) {
      int length = new LlmCoder(UNASKED, gpu, EMULATED).promptLength(task);
      shares.add(share(settings, writer, Math.max(0, left - byExpert), length));
    }
    for (Seat judge : Seat.judges(settings)) {
      if (ModelName.isOne(judge.name())) {
        int length = new LlmJudge(UNASKED, gpu, List.of(), Optional.empty()).promptLength(task);
        int calls = Math.max(0, left - byExpert - (byExpert > 0 ? 0 : 1));
        shares.add(share(settings, judge, calls, length));
      }
    }
    return new Estimate(shares, budget.maxUsd(), prices(settings).date());
  }

  private static Estimate.Share share(Settings settings, Seat seat, int calls, int length) {
    ModelName name = name(seat);
    ModelOptions options = options(seat);
    return Estimate.Share.of(
        seat.role(),
        name.toString(),
        calls,
        length,
        options.maxTokens(),
        price(settings, name, options));
  }

  /** Returns the rounds that the expert may begin with; 0 if a model begins. */
  private static int expertRounds(Settings settings, int rounds) {
    String text = settings.text(Setting.START);
    if (text.matches("expert=[1-9][0-9]{0,3}")) {
      return Integer.parseInt(text.substring("expert=".length()));
    }
    if (!text.equals("expert") && !text.equals("draft")) {
      throw CommandException.usage(
          "start is '" + text + "'; expected draft, expert or expert=<rounds>, such as expert=3");
    }
    return text.equals("draft") ? 0 : Math.max(1, Math.min(5, rounds / 2));
  }

  /** Returns where a run of so many rounds starts, with the number of the expert's rounds. */
  static Optional<String> start(Settings settings, int rounds) {
    return settings.isInitial(Setting.START)
        ? Optional.empty()
        : Optional.of("expert=" + expertRounds(settings, rounds));
  }

  /**
   * Sets the team up; nothing is asked yet.
   *
   * @param memory what models are told of earlier runs
   * @param expert makes the team without models, which may begin
   */
  Agents.Team team(RunSettings run, Recollection memory, Supplier<Agents.Team> expert) {
    boolean modelWrites = ModelName.isOne(settings.text(Setting.CODER));
    Judge judge = half(judge(modelWrites, memory, expert));
    if (!modelWrites) {
      return new Agents.Team(new ExpertCoder(gpu), judge);
    }
    Coder coder =
        new LlmCoder(
                client(Seat.coder(settings)),
                gpu,
                run.device().startsWith("emulated:") ? EMULATED : "")
            .remembering(memory);
    if (settings.isInitial(Setting.START)) {
      return new Agents.Team(coder, judge);
    }
    int most = expertRounds(settings, run.budget().rounds());
    Relay relay = new Relay(new ExpertCoder(gpu), expert.get().judge(), coder, judge, most);
    return new Agents.Team(relay, relay);
  }

  private Judge judge(boolean modelWrites, Recollection memory, Supplier<Agents.Team> expert) {
    List<Judge> members =
        Seat.judges(settings).stream()
            .map(seat -> member(seat, modelWrites, memory, expert))
            .toList();
    return members.size() == 1 ? members.get(0) : new Jury(members);
  }

  private Judge member(
      Seat seat, boolean modelWrites, Recollection memory, Supplier<Agents.Team> expert) {
    if (ModelName.isOne(seat.name())) {
      return new LlmJudge(
              client(seat),
              gpu,
              shown,
              modelWrites ? Optional.empty() : Optional.of(new ExpertCoder(gpu)))
          .remembering(memory);
    }
    if (seat.name().equals("none")) {
      return new NoJudge(shown);
    }
    return modelWrites ? new ExpertAdviser(gpu) : expert.get().judge();
  }

  private Judge half(Judge judge) {
    NoJudge silent = new NoJudge(shown);
    return switch (settings.text(Setting.FEEDBACK)) {
      case "correction" -> new HalfJudge(judge, silent);
      case "optimisation" -> new HalfJudge(silent, judge);
      default -> judge;
    };
  }

  private ChatClient client(Seat seat) {
    ModelName name = name(seat);
    ModelOptions options = options(seat);
    String role = seat.role();
    ChatClient client = ChatClients.open(name, options, environment, role, calls.replies(role));
    return calls.client(role, client, price(settings, name, options), prices(settings).date());
  }
}
