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
import dev.warpsmith.judge.expert.ExpertAdviser;
import dev.warpsmith.judge.llm.BestOf;
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
          + " (`cp.async.bulk`) and clusters of several blocks; `mma`, `wmma`, `cp.async`, shuffles and"
          + " cooperative grids run";

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
    String judge = settings.text(Setting.JUDGE);
    if (coder.equals("expert") && judge.equals("none")) {
      throw CommandException.usage(
          "the expert Coder needs a Judge that names its moves; --judge none is for a model as"
              + " Coder ("
              + ModelName.EXPECTED
              + ")");
    }
    if (judge.equals("random") && ModelName.isOne(coder)) {
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
    drafts(settings);
    requireModel(settings, Setting.CODER, Setting.CODER_OPTIONS, environment);
    requireModel(settings, Setting.JUDGE, Setting.JUDGE_OPTIONS, environment);
  }

  private static void requireModel(
      Settings settings, Setting who, Setting how, Map<String, String> environment) {
    if (!ModelName.isOne(settings.text(who))) {
      return;
    }
    ModelName name = name(settings, who);
    ModelOptions options = options(settings, how);
    try {
      ChatClients.requireKey(name, options, environment);
    } catch (ChatClients.MissingKeyException e) {
      throw CommandException.environment(String.valueOf(e.getMessage()));
    }
    if (name.provider() == Provider.REPLAY && !Files.exists(Path.of(name.rest()))) {
      throw CommandException.usage(
          who.flag() + " " + name + ": there is no such file; give a transcript or a run's folder");
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

  private static ModelName name(Settings settings, Setting who) {
    try {
      return ModelName.parse(settings.text(who));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(who.key() + ": " + e.getMessage());
    }
  }

  private static ModelOptions options(Settings settings, Setting how) {
    try {
      return ModelOptions.parse(settings.text(how));
    } catch (IllegalArgumentException e) {
      throw CommandException.usage(how.flag() + ": " + e.getMessage());
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
    if (ModelName.isOne(settings.text(Setting.CODER))) {
      int length = new LlmCoder(UNASKED, gpu, EMULATED).promptLength(task);
      int calls = Math.max(0, left - byExpert);
      shares.add(share("coder", settings, Setting.CODER, Setting.CODER_OPTIONS, calls, length));
    }
    if (ModelName.isOne(settings.text(Setting.JUDGE))) {
      int length = new LlmJudge(UNASKED, gpu, List.of(), Optional.empty()).promptLength(task);
      int calls = Math.max(0, left - byExpert - (byExpert > 0 ? 0 : 1));
      shares.add(share("judge", settings, Setting.JUDGE, Setting.JUDGE_OPTIONS, calls, length));
    }
    return new Estimate(shares, budget.maxUsd(), prices(settings).date());
  }

  private static Estimate.Share share(
      String role, Settings settings, Setting who, Setting how, int calls, int length) {
    ModelName name = name(settings, who);
    ModelOptions options = options(settings, how);
    return Estimate.Share.of(
        role, name.toString(), calls, length, options.maxTokens(), price(settings, name, options));
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

  /** Returns the number of drafts that the strategy begins with. */
  private static int drafts(Settings settings) {
    String text = settings.text(Setting.STRATEGY);
    if (text.equals("chain")) {
      return 1;
    }
    if (text.matches("best-of(=[1-9][0-9]?)?")) {
      return text.equals("best-of") ? 3 : Integer.parseInt(text.substring("best-of=".length()));
    }
    throw CommandException.usage(
        "strategy is '" + text + "'; expected chain or best-of=<drafts>, such as best-of=3");
  }

  /**
   * Sets the team up; nothing is asked yet.
   *
   * @param memory what models are told of earlier runs
   * @param expert makes the team without models, which may begin
   */
  Agents.Team team(RunSettings run, Recollection memory, Supplier<Agents.Team> expert) {
    boolean modelWrites = ModelName.isOne(settings.text(Setting.CODER));
    Judge judge = half(judge(modelWrites, memory));
    judge = drafts(settings) > 1 ? new BestOf(drafts(settings), judge) : judge;
    if (!modelWrites) {
      return new Agents.Team(new ExpertCoder(gpu), judge);
    }
    Coder coder =
        new LlmCoder(
                client("coder", Setting.CODER, Setting.CODER_OPTIONS),
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

  private Judge judge(boolean modelWrites, Recollection memory) {
    String name = settings.text(Setting.JUDGE);
    if (name.equals("none")) {
      return new NoJudge(shown);
    }
    return name.equals("expert")
        ? new ExpertAdviser(gpu)
        : new LlmJudge(
                client("judge", Setting.JUDGE, Setting.JUDGE_OPTIONS),
                gpu,
                shown,
                modelWrites ? Optional.empty() : Optional.of(new ExpertCoder(gpu)))
            .remembering(memory);
  }

  private Judge half(Judge judge) {
    NoJudge silent = new NoJudge(shown);
    return switch (settings.text(Setting.FEEDBACK)) {
      case "correction" -> new HalfJudge(judge, silent);
      case "optimisation" -> new HalfJudge(silent, judge);
      default -> judge;
    };
  }

  private ChatClient client(String role, Setting who, Setting how) {
    ModelName name = name(settings, who);
    ModelOptions options = options(settings, how);
    ChatClient client = ChatClients.open(name, options, environment, role, calls.replies(role));
    return calls.client(role, client, price(settings, name, options), prices(settings).date());
  }
}
