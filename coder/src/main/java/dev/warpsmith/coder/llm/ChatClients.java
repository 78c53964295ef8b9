package dev.warpsmith.coder.llm;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens clients by name. */
public final class ChatClients {
  /** What a server that wants no key is told. */
  private static final String NO_KEY = "none";

  private ChatClients() {}

  /** A key is missing: which variable should hold it, and what can be done without. */
  public static final class MissingKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingKeyException(String message) {
      super(message);
    }
  }

  /**
   * Rejects a model whose key is missing, before anything is opened.
   *
   * @throws MissingKeyException if the provider wants a key and no variable has one
   */
  public static void requireKey(
      ModelName name, ModelOptions options, Map<String, String> environment) {
    key(name, options, environment);
  }

  /**
   * Opens a client; nothing is asked yet.
   *
   * @param role who asks, {@code coder} or {@code judge}
   * @param asked how many replies the role had in earlier sessions of the run
   * @throws MissingKeyException if the provider wants a key and no variable has one
   */
  public static ChatClient open(
      ModelName name,
      ModelOptions options,
      Map<String, String> environment,
      String role,
      int asked) {
    String key = key(name, options, environment);
    Secrets.rememberAll(environment);
    return switch (name.provider()) {
      case OPENAI, ANTHROPIC, GEMINI, OLLAMA -> Retrying.of(LangChainClient.of(name, options, key));
      case EXEC -> new ExecClient(name.rest(), options, environment);
      case REPLAY -> new ReplayClient(name.rest(), role, asked, options.anyPrompt());
    };
  }

  private static boolean keyless(ModelOptions options) {
    return options.baseUrl().isPresent() && options.keyVariable().isEmpty();
  }

  /** Returns the key; a server of the user's own, at another address, may do without. */
  private static String key(ModelName name, ModelOptions options, Map<String, String> environment) {
    List<String> variables =
        options.keyVariable().map(List::of).orElseGet(() -> name.provider().keys());
    Optional<String> key =
        variables.stream()
            .map(variable -> environment.getOrDefault(variable, "").strip())
            .filter(text -> !text.isEmpty())
            .findFirst();
    key.ifPresent(Secrets::remember);
    if (key.isEmpty() && !variables.isEmpty() && !keyless(options)) {
      throw new MissingKeyException(
          name
              + " needs a key and "
              + variables.get(0)
              + " is not set; export "
              + variables.get(0)
              + ", or do without a key: --coder expert, ollama:<model>, exec:<command>");
    }
    return key.orElse(NO_KEY);
  }
}
