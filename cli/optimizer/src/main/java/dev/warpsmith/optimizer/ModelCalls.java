package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.warpsmith.coder.llm.ChatClient;
import dev.warpsmith.coder.llm.ChatException;
import dev.warpsmith.coder.llm.ChatReply;
import dev.warpsmith.coder.llm.ChatRequest;
import dev.warpsmith.coder.llm.Price;
import dev.warpsmith.coder.llm.Transcript;
import dev.warpsmith.coder.llm.Usage;
import dev.warpsmith.optimizer.JournalEvent.Kind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A run's calls of language models: each reply is in the journal before it is used, so that it is
 * never paid for twice, and no call begins that the budget may not allow.
 */
public final class ModelCalls {
  /** A reply that may be no longer than this is not worth asking for. */
  private static final int LEAST_REPLY = 1024;

  private final RunFolder folder;
  private final Journal journal;
  private final Budget budget;
  private final Progress progress;
  private final Map<String, Deque<ChatReply>> known = new HashMap<>();
  private Spending spending;

  private ModelCalls(RunFolder folder, Progress progress) {
    this.folder = folder;
    this.journal = folder.journal();
    this.budget = folder.settings().budget();
    this.progress = progress;
    this.spending = Spending.of(journal.events());
    for (JournalEvent event : journal.events()) {
      if (event.is(Kind.REPLY)) {
        String key =
            key(
                event.data().path("role").asText(),
                event.round(),
                event.data().path("request").asText());
        known
            .computeIfAbsent(key, missing -> new ArrayDeque<>())
            .add(Transcript.entry(event.data()).reply());
      }
    }
  }

  /** Returns the calls of a run, those of earlier sessions among them. */
  public static ModelCalls of(RunFolder folder, Progress progress) {
    return new ModelCalls(folder, progress);
  }

  /** Returns how many replies a role has had so far. */
  public int replies(String role) {
    return (int)
        journal.events().stream()
            .filter(event -> event.is(Kind.REPLY))
            .filter(event -> event.data().path("role").asText().equals(role))
            .count();
  }

  /**
   * Returns a client whose replies are kept and counted.
   *
   * @param role who asks, {@code coder} or {@code judge}
   * @param price empty if it is not known
   * @param prices date of the price
   */
  public ChatClient client(String role, ChatClient client, Optional<Price> price, String prices) {
    return new Kept(role, client, price, prices);
  }

  private static String key(String role, int round, String digest) {
    return role + " " + round + " " + digest;
  }

  /** The Coder works on the round after the last finished one, the Judge on that one. */
  private int round(String role) {
    int finished =
        journal.events().stream()
            .filter(event -> event.is(Kind.ROUND))
            .mapToInt(JournalEvent::round)
            .max()
            .orElse(0);
    return role.equals("coder") ? finished + 1 : finished;
  }

  private final class Kept implements ChatClient {
    private final String role;
    private final ChatClient client;
    private final Optional<Price> price;
    private final String prices;

    Kept(String role, ChatClient client, Optional<Price> price, String prices) {
      this.role = role;
      this.client = client;
      this.price = price;
      this.prices = prices;
    }

    @Override
    public String name() {
      return client.name();
    }

    @Override
    public int mostTokens() {
      return client.mostTokens();
    }

    @Override
    public ChatReply ask(ChatRequest request) {
      int round = round(role);
      Deque<ChatReply> earlier = known.get(key(role, round, request.digest()));
      if (earlier != null && !earlier.isEmpty()) {
        return earlier.remove();
      }
      ChatRequest allowed = allowed(request);
      String doing = role.equals("coder") ? "writing" : "judging";
      progress.working(round, doing + (spending.calls() == 0 ? "" : ", " + spending.brief()));
      journal.append(Kind.ASKED, asked(round, request));
      long start = System.nanoTime();
      ChatReply reply;
      try {
        reply = inTime(allowed);
      } catch (ChatException e) {
        journal.append(
            Kind.UNANSWERED, asked(round, request).put("reason", String.valueOf(e.getMessage())));
        throw e;
      }
      keep(round, request, reply, (System.nanoTime() - start) * 1e-9);
      return reply;
    }

    private ObjectNode asked(int round, ChatRequest request) {
      return Journal.data()
          .put("round", round)
          .put("role", role)
          .put("model", client.name())
          .put("request", request.digest());
    }

    private void keep(int round, ChatRequest request, ChatReply reply, double seconds) {
      ObjectNode data = Journal.data().put("round", round).put("model", client.name());
      Transcript.write(data, role, request, reply);
      data.put("callSeconds", Math.round(seconds * 1000) / 1000.0);
      price.ifPresent(known -> data.put("usd", known.usd(reply.usage())).put("prices", prices));
      journal.append(Kind.REPLY, data);
      spending = spending.plus(data);
      write(round, request, reply);
    }

    /** Keeps the conversation where a person would look for it. */
    private void write(int round, ChatRequest request, ChatReply reply) {
      int number = 1;
      while (folder.hasCandidateFile(round, role + "-reply-" + number + ".txt")) {
        number++;
      }
      folder.writeCandidate(round, role + "-prompt-" + number + ".txt", request.text());
      folder.writeCandidate(round, role + "-reply-" + number + ".txt", reply.text());
    }

    /** Returns the request with as long a reply as the budget allows. */
    private ChatRequest allowed(ChatRequest request) {
      long input = Usage.tokens(request.length());
      long most = Math.min(client.mostTokens(), request.mostTokens().orElse(Integer.MAX_VALUE));
      long allowed = most;
      if (budget.maxTokens().isPresent()) {
        allowed =
            Math.min(allowed, budget.maxTokens().getAsLong() - spending.usage().total() - input);
      }
      if (budget.maxUsd().isPresent() && price.isPresent()) {
        double left = budget.maxUsd().getAsDouble() - spending.usd();
        double dearest = Math.max(price.get().input(), price.get().written());
        left -= 1e-6 * input * dearest;
        double perToken = 1e-6 * price.get().output();
        allowed = perToken == 0 ? allowed : Math.min(allowed, (long) Math.floor(left / perToken));
      }
      if (allowed < Math.min(LEAST_REPLY, most)) {
        throw new BudgetSpentException(spent(input));
      }
      return allowed < most ? request.within((int) allowed) : request;
    }

    private String spent(long input) {
      String limits =
          budget.maxUsd().stream()
              .mapToObj(usd -> Spending.money(usd))
              .findFirst()
              .map(usd -> budget.maxTokens().isPresent() ? usd + " or " + tokens() : usd)
              .orElseGet(this::tokens);
      return "the budget of "
          + limits
          + " does not allow another call ("
          + spending.brief()
          + " spent; its prompt has about "
          + input
          + " tokens)";
    }

    private String tokens() {
      return budget.maxTokens().getAsLong() + " tokens";
    }

    /** Asks on a thread that the end of the time budget leaves behind. */
    private ChatReply inTime(ChatRequest request) {
      if (budget.minutes().isEmpty()) {
        return client.ask(request);
      }
      double left = budget.minutes().getAsDouble() * 60 - journal.seconds();
      FutureTask<ChatReply> call = new FutureTask<>(() -> client.ask(request));
      Thread thread = new Thread(call, "model-call");
      thread.setDaemon(true);
      thread.start();
      try {
        return call.get(Math.max(1, Math.round(left * 1000)), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        call.cancel(true);
        throw new BudgetSpentException(Budget.minutesSpent(budget.minutes().getAsDouble()));
      } catch (ExecutionException e) {
        throw e.getCause() instanceof RuntimeException cause
            ? cause
            : new IllegalStateException("a model's call failed", e.getCause());
      } catch (InterruptedException e) {
        call.cancel(true);
        Thread.currentThread().interrupt();
        throw new IllegalStateException("the run was interrupted", e);
      }
    }
  }
}
