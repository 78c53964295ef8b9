package dev.warpsmith.coder.llm;

import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleConsumer;

/**
 * Asks again where that may help: after the time that the provider names, or else after waits that
 * double, each cut by a random part so that many do not come back at once.
 */
final class Retrying implements ChatClient {
  private static final int ATTEMPTS = 6;
  private static final double FIRST_WAIT_SECONDS = 1;
  private static final double LONGEST_WAIT_SECONDS = 60;

  /** A provider that wants a longer pause than this will not be waited for. */
  private static final double LONGEST_ASKED_SECONDS = 300;

  private final ChatClient client;
  private final Random random;
  private final DoubleConsumer sleep;

  /**
   * @param sleep waits so many seconds
   */
  Retrying(ChatClient client, Random random, DoubleConsumer sleep) {
    this.client = client;
    this.random = random;
    this.sleep = sleep;
  }

  static ChatClient of(ChatClient client) {
    return new Retrying(client, new Random(), Retrying::sleep);
  }

  private static void sleep(double seconds) {
    try {
      Thread.sleep(Math.round(seconds * 1000));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ChatException.of("the model", ChatFault.TIMEOUT, "the wait for it was interrupted");
    }
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
    for (int attempt = 1; ; attempt++) {
      try {
        return client.ask(request);
      } catch (ChatException e) {
        if (!e.fault().passing() || Thread.currentThread().isInterrupted()) {
          throw e;
        }
        if (attempt == ATTEMPTS) {
          throw e.with(" (tried " + ATTEMPTS + " times)");
        }
        sleep.accept(wait(e, attempt));
      }
    }
  }

  private double wait(ChatException failure, int attempt) {
    OptionalDouble asked = failure.retryAfterSeconds();
    if (asked.isPresent()) {
      if (asked.getAsDouble() > LONGEST_ASKED_SECONDS) {
        throw failure.with(
            String.format(
                Locale.ROOT,
                " (it asks for a pause of %.0f s: go on with the run then)",
                asked.getAsDouble()));
      }
      return asked.getAsDouble() + 0.25 * random.nextDouble();
    }
    double most = Math.min(LONGEST_WAIT_SECONDS, FIRST_WAIT_SECONDS * Math.pow(2, attempt - 1));
    return most * (0.5 + 0.5 * random.nextDouble());
  }
}
