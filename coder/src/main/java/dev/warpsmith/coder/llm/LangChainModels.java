package dev.warpsmith.coder.llm;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.googleai.GeminiThinkingConfig;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's models of the four providers, set up alike: no retries and no logs of their own,
 * the system message marked for the provider's cache where it must be.
 */
record LangChainModels(String model, String key, String url, ModelOptions options) {
  /** Tokens that Anthropic may think with, by effort. */
  private static final Map<String, Integer> THINKING =
      Map.of("low", 2048, "medium", 8192, "high", 16384);

  /** Leaves the key out. */
  @Override
  public String toString() {
    return "LangChainModels[" + model + " at " + url + "]";
  }

  private LangChainHttp http() {
    return new LangChainHttp(options.timeout());
  }

  private @Nullable Double temperature() {
    return options.temperature().isPresent() ? options.temperature().getAsDouble() : null;
  }

  private @Nullable String effort() {
    return options.effort().orElse(null);
  }

  /** Servers that only speak like OpenAI know the older name of the limit. */
  private boolean original() {
    return url.equals(Provider.OPENAI.url());
  }

  ChatModel openAi() {
    OpenAiChatModel.OpenAiChatModelBuilder builder =
        OpenAiChatModel.builder()
            .httpClientBuilder(http())
            .baseUrl(url)
            .apiKey(key)
            .modelName(model)
            .temperature(temperature())
            .reasoningEffort(effort())
            .maxRetries(0);
    return (original()
            ? builder.maxCompletionTokens(options.maxTokens())
            : builder.maxTokens(options.maxTokens()))
        .build();
  }

  StreamingChatModel openAiStream() {
    OpenAiStreamingChatModel.OpenAiStreamingChatModelBuilder builder =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(http())
            .baseUrl(url)
            .apiKey(key)
            .modelName(model)
            .temperature(temperature())
            .reasoningEffort(effort());
    return (original()
            ? builder.maxCompletionTokens(options.maxTokens())
            : builder.maxTokens(options.maxTokens()))
        .build();
  }

  ChatModel anthropic() {
    AnthropicChatModel.AnthropicChatModelBuilder builder =
        AnthropicChatModel.builder()
            .httpClientBuilder(http())
            .baseUrl(url)
            .apiKey(key)
            .modelName(model)
            .temperature(temperature())
            .maxTokens(options.maxTokens() + thinking())
            .cacheSystemMessages(true)
            .maxRetries(0);
    return (thinking() > 0
            ? builder.thinkingType("enabled").thinkingBudgetTokens(thinking())
            : builder)
        .build();
  }

  StreamingChatModel anthropicStream() {
    AnthropicStreamingChatModel.AnthropicStreamingChatModelBuilder builder =
        AnthropicStreamingChatModel.builder()
            .httpClientBuilder(http())
            .baseUrl(url)
            .apiKey(key)
            .modelName(model)
            .temperature(temperature())
            .maxTokens(options.maxTokens() + thinking())
            .cacheSystemMessages(true);
    return (thinking() > 0
            ? builder.thinkingType("enabled").thinkingBudgetTokens(thinking())
            : builder)
        .build();
  }

  /** Returns the tokens of thinking, which Anthropic counts among those of the reply. */
  private int thinking() {
    return options
        .effort()
        .map(effort -> THINKING.containsKey(effort) ? THINKING.get(effort) : digits(effort))
        .orElse(0);
  }

  private static int digits(String effort) {
    return effort.matches("[0-9]{1,6}") ? Integer.parseInt(effort) : 0;
  }

  ChatModel gemini() {
    return GoogleAiGeminiChatModel.builder()
        .httpClientBuilder(http())
        .baseUrl(url)
        .apiKey(key)
        .modelName(model)
        .temperature(temperature())
        .maxOutputTokens(options.maxTokens())
        .thinkingConfig(geminiThinking())
        .maxRetries(0)
        .build();
  }

  StreamingChatModel geminiStream() {
    return GoogleAiGeminiStreamingChatModel.builder()
        .httpClientBuilder(http())
        .baseUrl(url)
        .apiKey(key)
        .modelName(model)
        .temperature(temperature())
        .maxOutputTokens(options.maxTokens())
        .thinkingConfig(geminiThinking())
        .build();
  }

  private @Nullable GeminiThinkingConfig geminiThinking() {
    if (options.effort().isEmpty()) {
      return null;
    }
    String effort = options.effort().get();
    GeminiThinkingConfig.Builder builder = GeminiThinkingConfig.builder();
    return (digits(effort) > 0
            ? builder.thinkingBudget(digits(effort))
            : builder.thinkingLevel(effort))
        .build();
  }

  ChatModel ollama() {
    return OllamaChatModel.builder()
        .httpClientBuilder(http())
        .baseUrl(url)
        .modelName(model)
        .temperature(temperature())
        .numPredict(options.maxTokens())
        .think(ollamaThinks())
        .maxRetries(0)
        .build();
  }

  StreamingChatModel ollamaStream() {
    return OllamaStreamingChatModel.builder()
        .httpClientBuilder(http())
        .baseUrl(url)
        .modelName(model)
        .temperature(temperature())
        .numPredict(options.maxTokens())
        .think(ollamaThinks())
        .build();
  }

  private @Nullable Boolean ollamaThinks() {
    return options.effort().isPresent() ? !options.effort().get().equals("none") : null;
  }
}
