package dev.warpsmith.coder.llm;

import dev.warpsmith.kernels.Sha256;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a model is asked.
 *
 * @param messages oldest first; the last one is the user's
 * @param mostTokens of the reply; empty for what the client was set up with
 */
public record ChatRequest(List<ChatMessage> messages, OptionalInt mostTokens) {
  public ChatRequest {
    messages = List.copyOf(messages);
    if (messages.isEmpty() || messages.get(messages.size() - 1).role() != ChatMessage.Role.USER) {
      throw new IllegalArgumentException("a request ends with a message of the user");
    }
  }

  /** Returns a request with no limit of its own. */
  public static ChatRequest of(List<ChatMessage> messages) {
    return new ChatRequest(messages, OptionalInt.empty());
  }

  /** Returns the conversation after a reply and another message of the user. */
  public ChatRequest after(String reply, String next) {
    List<ChatMessage> longer = new ArrayList<>(messages);
    longer.add(ChatMessage.assistant(reply));
    longer.add(ChatMessage.user(next));
    return new ChatRequest(longer, mostTokens);
  }

  /** Returns the same conversation with a reply of at most so many tokens. */
  public ChatRequest within(int tokens) {
    return new ChatRequest(messages, OptionalInt.of(tokens));
  }

  /** Returns the conversation as one text, as a command gets it. */
  public String text() {
    return Conversation.text(this);
  }

  /** Returns the length of all messages in characters. */
  public int length() {
    return messages.stream().mapToInt(message -> message.text().length()).sum();
  }

  /** Returns the SHA-256 of the messages, the first 16 hexadecimal digits. */
  public String digest() {
    StringBuilder all = new StringBuilder();
    for (ChatMessage message : messages) {
      all.append(message.role().name()).append('\0').append(message.text()).append('\0');
    }
    return Sha256.of(all.toString()).substring(0, 16);
  }
}
