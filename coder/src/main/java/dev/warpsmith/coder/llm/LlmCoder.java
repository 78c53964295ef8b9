package dev.warpsmith.coder.llm;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.coder.Coder;
import dev.warpsmith.coder.Recollection;
import dev.warpsmith.coder.prompt.CodeReply;
import dev.warpsmith.coder.prompt.FindingsText;
import dev.warpsmith.coder.prompt.GpuText;
import dev.warpsmith.coder.prompt.MemoryText;
import dev.warpsmith.coder.prompt.PromptText;
import dev.warpsmith.coder.prompt.TaskText;
import dev.warpsmith.coder.prompt.UnreadableReply;
import dev.warpsmith.kernelbench.task.Task;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.CudaSource;
import dev.warpsmith.kernels.LaunchPlan;
import dev.warpsmith.kernels.SourceException;
import dev.warpsmith.kernels.device.GpuSpec;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Lets a language model write candidates.
 *
 * <p>Its memory is light, as in the paper: the task, the last candidate and what was said of it. A
 * reply that is cut off is continued; one that is no candidate file is asked for once more, and
 * then goes to the gates as it is, which say what is wrong with it.
 */
public final class LlmCoder implements Coder {
  private static final int MOST_CONTINUATIONS = 3;
  private static final int MOST_LENGTH = 12_000;

  private static final PromptText SYSTEM = PromptText.of(PromptText.class, "coder.txt");
  private static final PromptText EXAMPLE = PromptText.of(PromptText.class, "example.cu");
  private static final PromptText DRAFT = PromptText.of(PromptText.class, "draft.txt");
  private static final PromptText REPAIR = PromptText.of(PromptText.class, "repair.txt");
  private static final PromptText OPTIMIZE = PromptText.of(PromptText.class, "optimize.txt");
  private static final PromptText CONTINUE = PromptText.of(PromptText.class, "continue.txt");
  private static final PromptText UNREADABLE = PromptText.of(PromptText.class, "unreadable.txt");

  private final ChatClient client;
  private final GpuSpec gpu;
  private final String note;
  private final Recollection memory;

  /**
   * Makes a Coder that asks a model.
   *
   * @param note what else it should know of the device; may be empty
   */
  public LlmCoder(ChatClient client, GpuSpec gpu, String note) {
    this(client, gpu, note, Recollection.none());
  }

  private LlmCoder(ChatClient client, GpuSpec gpu, String note, Recollection memory) {
    this.client = client;
    this.gpu = gpu;
    this.note = note;
    this.memory = memory;
  }

  /** Returns a Coder that is told what earlier runs learned when it drafts or optimises. */
  public LlmCoder remembering(Recollection earlier) {
    return new LlmCoder(client, gpu, note, earlier);
  }

  /** Returns how many characters a first request has; later ones hold a candidate, too. */
  public int promptLength(Task task) {
    return request(new Assignment.Draft(task)).length();
  }

  @Override
  public String id() {
    return client.name();
  }

  @Override
  public Candidate write(Assignment assignment) {
    ChatRequest request = request(assignment);
    String reply = whole(request);
    Read first = read(reply);
    if (first.problem().isEmpty()) {
      return first.candidate();
    }
    String again = UNREADABLE.with(Map.of("problem", first.problem()));
    return read(whole(request.after(reply, again))).candidate();
  }

  /** Returns what an assignment asks a model. */
  ChatRequest request(Assignment assignment) {
    return ChatRequest.of(
        List.of(
            ChatMessage.system(system(assignment.task())), ChatMessage.user(words(assignment))));
  }

  private String system(Task task) {
    return SYSTEM.with(
        Map.of(
            "example",
            EXAMPLE.with(Map.of()),
            "gpu",
            GpuText.of(gpu) + (note.isEmpty() ? "" : "\n- " + note),
            "task",
            TaskText.of(task)));
  }

  private String words(Assignment assignment) {
    return assignment.match(
        draft -> MemoryText.before(DRAFT.with(Map.of()), memory, ""),
        LlmCoder::repair,
        optimize ->
            MemoryText.before(optimize(optimize), memory, optimize.instruction().bottleneck()));
  }

  private static String optimize(Assignment.Optimize optimize) {
    return OPTIMIZE.with(
        Map.of(
            "bottleneck",
            optimize.instruction().bottleneck(),
            "method",
            optimize.instruction().remedy(),
            "metrics",
            list(optimize.instruction().metrics()),
            "candidate",
            TaskText.candidate(optimize.candidate())));
  }

  private static String repair(Assignment.Repair repair) {
    return REPAIR.with(
        Map.of(
            "verdict",
            repair.failure().verdict().toString(),
            "message",
            brief(repair.failure().message()),
            "evidence",
            brief(FindingsText.of(repair.candidate(), repair.failure())),
            "issue",
            repair.instruction().bottleneck(),
            "fix",
            repair.instruction().remedy(),
            "candidate",
            TaskText.candidate(repair.candidate())));
  }

  private static String list(List<String> items) {
    return items.isEmpty()
        ? "(nothing more)"
        : items.stream().map(item -> "- " + item).collect(Collectors.joining("\n"));
  }

  private static String brief(String text) {
    return text.length() <= MOST_LENGTH ? text : text.substring(0, MOST_LENGTH) + "\n…";
  }

  /** Asks, and asks on while the reply is cut off. */
  private String whole(ChatRequest request) {
    ChatReply reply = client.ask(request);
    StringBuilder text = new StringBuilder(reply.text());
    ChatRequest longer = request;
    for (int i = 0; i < MOST_CONTINUATIONS && cut(reply, text); i++) {
      longer = longer.after(reply.text(), CONTINUE.with(Map.of()));
      reply = client.ask(longer);
      text.append(continued(reply.text()));
    }
    return text.toString();
  }

  private static boolean cut(ChatReply reply, CharSequence text) {
    return reply.finish() == ChatReply.Finish.LENGTH
        || (reply.finish() == ChatReply.Finish.OTHER && CodeReply.open(text.toString()));
  }

  /** Models like to open a fence again where they were told to go on. */
  private static String continued(String text) {
    return text.replaceFirst("\\A\\s*```[a-z+]*\\R", "");
  }

  /**
   * A reply's candidate.
   *
   * @param problem why the reply is none, or empty text
   */
  private record Read(Candidate candidate, String problem) {}

  private static Read read(String reply) {
    String text = CodeReply.of(reply).orElse("");
    if (text.isEmpty()) {
      String problem = "the reply has no CUDA kernel";
      return new Read(UnreadableReply.of(reply, problem), problem);
    }
    try {
      CudaSource source = CudaSource.parse("kernel.cu", text);
      return new Read(Candidate.of(source, LaunchPlan.parse(source)), "");
    } catch (SourceException e) {
      String problem = String.valueOf(e.getMessage());
      return new Read(UnreadableReply.of(text, problem), problem);
    }
  }
}
