package dev.warpsmith.coder.llm;

import java.util.stream.Collectors;

/** Writes a conversation as one text, for those who read text. */
final class Conversation {
  private Conversation() {}

  /** Returns the messages, each but the system's under a line that says whose it is. */
  static String text(ChatRequest request) {
    return request.messages().stream()
            .map(message -> heading(message) + message.text().strip())
            .collect(Collectors.joining("\n\n"))
        + "\n";
  }

  private static String heading(ChatMessage message) {
    return switch (message.role()) {
      case SYSTEM -> "";
      case USER -> "=== Request ===\n\n";
      case ASSISTANT -> "=== Your earlier reply ===\n\n";
    };
  }
}
