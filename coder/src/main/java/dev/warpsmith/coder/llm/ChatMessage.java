package dev.warpsmith.coder.llm;

/** One message of a conversation. */
public record ChatMessage(Role role, String text) {
  /** Who speaks. */
  public enum Role {
    SYSTEM,
    USER,
    ASSISTANT
  }

  /** Returns what the model is told before the conversation. */
  public static ChatMessage system(String text) {
    return new ChatMessage(Role.SYSTEM, text);
  }

  /** Returns what the model is asked. */
  public static ChatMessage user(String text) {
    return new ChatMessage(Role.USER, text);
  }

  /** Returns what the model answered. */
  public static ChatMessage assistant(String text) {
    return new ChatMessage(Role.ASSISTANT, text);
  }
}
