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
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private final Map<String, Deque<Known>> known = new HashMap<>();
  private final ThreadLocal<Optional<Line>> current = ThreadLocal.withInitial(Optional::empty);
  private Spending spending;
  private final Reservations reservations = new Reservations();

  /**
   * A reply that was paid for already.
   *
   * @param pending it, where the journal has it not yet
   */
  private record Known(ObjectNode data, Optional<PendingEvent> pending) {}

  private ModelCalls(RunFolder folder, Progress progress) {
    this.folder = folder;
    this.journal = folder.journal();
    this.budget = folder.settings().budget();
    this.progress = progress;
    this.spending = Spending.of(journal.events());
    Set<ObjectNode> kept = new HashSet<>();
    for (JournalEvent event : journal.events()) {
      if (event.is(Kind.REPLY)) {
        kept.add(event.data());
        know(new Known(event.data(), Optional.empty()));
      }
    }
    for (PendingEvent event : PendingEvent.of(folder.path())) {
      take(event, kept);
    }
  }

  /** Takes what happened before a kill and before its turn to go into the journal. */
  private void take(PendingEvent event, Set<ObjectNode> kept) {
    if (event.kind() != Kind.REPLY) {
      settle(event);
    } else if (kept.contains(event.data())) {
      event.delete();
    } else {
      know(new Known(event.data(), Optional.of(event)));
      spending = spending.plus(event.data());
    }
  }

  /** Moves what happened into the journal. */
  private void settle(PendingEvent event) {
    journal.append(event.kind(), event.data());
    event.delete();
  }

  private void know(Known reply) {
    String role = reply.data().path("role").asText();
    int round = reply.data().path("round").asInt();
    known
        .computeIfAbsent(
            key(role, round, reply.data().path("request").asText()), none -> new ArrayDeque<>())
        .add(reply);
  }

  /**
   * Returns the calls of a turn, which other turns' calls may run beside.
   *
   * @param round that the turn leads to
   * @param beside whether other turns are at work meanwhile
   */
  Line line(int round, boolean beside) {
    return new Line(round, beside);
  }

  /**
   * The calls of one turn. What happens is in a file of its own at once; it goes into the journal
   * when the turns are put in order, so that a journal does not depend on who answered first.
   */
  final class Line {
    private final int round;
    private final boolean beside;
    private final List<PendingEvent> waiting = new ArrayList<>();

    private Line(int round, boolean beside) {
      this.round = round;
      this.beside = beside;
    }

    /** Runs a part of the turn on this thread. */
    void during(Runnable part) {
      current.set(Optional.of(this));
      try {
        part.run();
      } finally {
        current.remove();
      }
    }

    /** Puts what happened so far into the journal. */
    void settle() {
      waiting.forEach(ModelCalls.this::settle);
      waiting.clear();
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

  /** The Coder works on the round that the turn leads to, the Judge on the one before. */
  private int round(String role) {
    int next = current.get().map(line -> line.round).orElseGet(() -> finished() + 1);
    return role.equals("coder") ? next : next - 1;
  }

  private int finished() {
    return journal.events().stream()
        .filter(event -> event.is(Kind.ROUND))
        .mapToInt(JournalEvent::round)
        .max()
        .orElse(0);
  }

  private synchronized Optional<Known> recall(String key) {
    Deque<Known> earlier = known.get(key);
    return earlier == null ? Optional.empty() : Optional.ofNullable(earlier.poll());
  }

  private synchronized Spending spentSoFar() {
    return spending;
  }

  private synchronized void spend(ObjectNode reply) {
    spending = spending.plus(reply);
  }

  /** Notes an event of a call, in the journal unless other turns come before it there. */
  private void note(Kind kind, ObjectNode data) {
    Optional<Line> line = current.get().filter(it -> it.beside);
    if (line.isPresent()) {
      line.get().waiting.add(PendingEvent.write(folder.path(), kind, data));
    } else {
      journal.append(kind, data);
    }
  }

  /** Lets a reply that a kill left beside the journal go there in its turn. */
  private void settleLater(PendingEvent reply) {
    Optional<Line> line = current.get().filter(it -> it.beside);
    if (line.isPresent()) {
      line.get().waiting.add(reply);
    } else {
      settle(reply);
    }
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
      Optional<Known> earlier = recall(key(role, round, request.digest()));
      if (earlier.isPresent()) {
        earlier.get().pending().ifPresent(ModelCalls.this::settleLater);
        return Transcript.entry(earlier.get().data()).reply();
      }
      Reservations.Reserved reserved = reservations.reserve(beside -> allowed(request, beside));
      try {
        return asked(round, request, reserved.request());
      } finally {
        reservations.release(reserved);
      }
    }

    private ChatReply asked(int round, ChatRequest request, ChatRequest allowed) {
      String doing = role.equals("coder") ? "writing" : "judging";
      Spending before = spentSoFar();
      progress.working(round, doing + (before.calls() == 0 ? "" : ", " + before.brief()));
      note(Kind.ASKED, call(round, request));
      long start = System.nanoTime();
      ChatReply reply;
      try {
        reply = inTime(allowed);
      } catch (ChatException e) {
        note(Kind.UNANSWERED, call(round, request).put("reason", String.valueOf(e.getMessage())));
        throw e;
      }
      keepReply(round, request, reply, (System.nanoTime() - start) * 1e-9);
      return reply;
    }

    private ObjectNode call(int round, ChatRequest request) {
      return Journal.data()
          .put("round", round)
          .put("role", role)
          .put("model", client.name())
          .put("request", request.digest());
    }

    private void keepReply(int round, ChatRequest request, ChatReply reply, double seconds) {
      ObjectNode data = Journal.data().put("round", round).put("model", client.name());
      Transcript.write(data, role, request, reply);
      data.put("callSeconds", Math.round(seconds * 1000) / 1000.0);
      price.ifPresent(known -> data.put("usd", known.usd(reply.usage())).put("prices", prices));
      note(Kind.REPLY, data);
      spend(data);
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

    /**
     * Returns the request with as long a reply as the budget allows.
     *
     * @param beside what calls at work may still take
     * @return empty if the request has to wait for those calls
     */
    private Optional<Reservations.Reserved> allowed(ChatRequest request, Reservations.Held beside) {
      long input = Usage.tokens(request.length());
      long most = Math.min(client.mostTokens(), request.mostTokens().orElse(Integer.MAX_VALUE));
      long allowed = Math.min(most, affordable(input, beside));
      if (allowed < most && beside.calls() > 0) {
        return Optional.empty();
      }
      if (allowed < Math.min(LEAST_REPLY, most)) {
        throw new BudgetSpentException(spent(input));
      }
      double usd = price.map(it -> usd(it, input, allowed)).orElse(0.0);
      return Optional.of(
          new Reservations.Reserved(
              allowed < most ? request.within((int) allowed) : request,
              new Reservations.Held(1, input + allowed, usd)));
    }

    /** Returns the tokens that a reply may have. */
    private long affordable(long input, Reservations.Held beside) {
      Spending before = spentSoFar();
      long allowed = Long.MAX_VALUE;
      if (budget.maxTokens().isPresent()) {
        long used = before.usage().total() + beside.tokens() + input;
        allowed = budget.maxTokens().getAsLong() - used;
      }
      if (budget.maxUsd().isPresent() && price.isPresent()) {
        double left = budget.maxUsd().getAsDouble() - before.usd() - beside.usd();
        double perToken = 1e-6 * price.get().output();
        left -= usd(price.get(), input, 0);
        allowed = perToken == 0 ? allowed : Math.min(allowed, (long) Math.floor(left / perToken));
      }
      return allowed;
    }

    /** Returns what a call costs at most. */
    private static double usd(Price price, long input, long output) {
      double dearest = Math.max(price.input(), price.written());
      return 1e-6 * (input * dearest + output * price.output());
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
          + spentSoFar().brief()
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
