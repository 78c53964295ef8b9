package dev.warpsmith.coder.llm;

import java.util.OptionalDouble;

/** A model gave no reply: which one, why, and what to do. Its message holds no secret. */
public final class ChatException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final ChatFault fault;
  private final double retryAfterSeconds;

  private ChatException(ChatFault fault, String message, double retryAfterSeconds) {
    super(message);
    this.fault = fault;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /**
   * Says what happened.
   *
   * @param detail what the other side said, or empty text
   */
  static ChatException of(String client, ChatFault fault, String detail) {
    return new ChatException(fault, message(client, fault, detail), -1);
  }

  /** Says what happened, and after how many seconds the provider wants to be asked again. */
  static ChatException of(String client, ChatFault fault, String detail, OptionalDouble after) {
    return new ChatException(fault, message(client, fault, detail), after.orElse(-1));
  }

  private static String message(String client, ChatFault fault, String detail) {
    String said = detail.strip();
    return client + " " + fault.words() + (said.isEmpty() ? "" : ": " + Secrets.scrub(said));
  }

  /** Returns the same with a sentence after it. */
  ChatException with(String sentence) {
    return new ChatException(fault, getMessage() + sentence, retryAfterSeconds);
  }

  /** Returns why there is no reply. */
  public ChatFault fault() {
    return fault;
  }

  /** Returns after how many seconds the provider wants to be asked again, if it said so. */
  OptionalDouble retryAfterSeconds() {
    return retryAfterSeconds < 0 ? OptionalDouble.empty() : OptionalDouble.of(retryAfterSeconds);
  }
}
