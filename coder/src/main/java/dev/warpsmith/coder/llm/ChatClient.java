package dev.warpsmith.coder.llm;

/** Asks a language model, or what stands in for one. */
public interface ChatClient {
  /** Returns the name that selects it, such as {@code anthropic:claude-sonnet-4-5}. */
  String name();

  /** Returns how many tokens a reply may have unless a request says less. */
  int mostTokens();

  /**
   * Returns the model's reply, which is never blank.
   *
   * @throws ChatException if there is none
   */
  ChatReply ask(ChatRequest request);
}
