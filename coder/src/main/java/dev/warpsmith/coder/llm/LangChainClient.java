package dev.warpsmith.coder.llm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.googleai.GoogleAiGeminiTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Asks a provider through LangChain4j. */
final class LangChainClient implements ChatClient {
  private final ModelName name;
  private final ModelOptions options;
  private final Function<dev.langchain4j.model.chat.request.ChatRequest, ChatResponse> model;

  private LangChainClient(
      ModelName name,
      ModelOptions options,
      Function<dev.langchain4j.model.chat.request.ChatRequest, ChatResponse> model) {
    this.name = name;
    this.options = options;
    this.model = model;
  }

  /**
   * Sets a provider's model up; nothing is asked yet.
   *
   * @param key empty text if the provider wants none
   */
  static LangChainClient of(ModelName name, ModelOptions options, String key) {
    LangChainModels models =
        new LangChainModels(
            name.rest(), key, options.baseUrl().orElse(name.provider().url()), options);
    return new LangChainClient(
        name,
        options,
        options.stream() ? streamed(stream(name, models), options) : plain(name, models)::chat);
  }

  private static ChatModel plain(ModelName name, LangChainModels models) {
    return switch (name.provider()) {
      case OPENAI -> models.openAi();
      case ANTHROPIC -> models.anthropic();
      case GEMINI -> models.gemini();
      case OLLAMA -> models.ollama();
      case EXEC, REPLAY -> throw new IllegalStateException(name + " is no provider's model");
    };
  }

  private static StreamingChatModel stream(ModelName name, LangChainModels models) {
    return switch (name.provider()) {
      case OPENAI -> models.openAiStream();
      case ANTHROPIC -> models.anthropicStream();
      case GEMINI -> models.geminiStream();
      case OLLAMA -> models.ollamaStream();
      case EXEC, REPLAY -> throw new IllegalStateException(name + " is no provider's model");
    };
  }

  /** A streaming model waits for the end of its reply on a thread that the time limit can leave. */
  private static Function<dev.langchain4j.model.chat.request.ChatRequest, ChatResponse> streamed(
      StreamingChatModel model, ModelOptions options) {
    return request -> {
      CompletableFuture<ChatResponse> whole = new CompletableFuture<>();
      Thread thread = new Thread(() -> chat(model, request, whole), "model");
      thread.setDaemon(true);
      thread.start();
      return await(whole, thread, options.timeout());
    };
  }

  private static void chat(
      StreamingChatModel model,
      dev.langchain4j.model.chat.request.ChatRequest request,
      CompletableFuture<ChatResponse> whole) {
    try {
      model.chat(
          request,
          new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse response) {
              whole.complete(response);
            }

            @Override
            public void onError(Throwable error) {
              whole.completeExceptionally(error);
            }
          });
      whole.completeExceptionally(new java.io.EOFException("the stream ended without an end"));
    } catch (RuntimeException e) {
      whole.completeExceptionally(e);
    }
  }

  private static ChatResponse await(
      CompletableFuture<ChatResponse> whole, Thread thread, Duration limit) {
    try {
      return whole.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalArgumentException(e.getCause());
    } catch (TimeoutException e) {
      thread.interrupt();
      throw new dev.langchain4j.exception.TimeoutException(e);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
      throw new dev.langchain4j.exception.TimeoutException(e);
    }
  }

  @Override
  public String name() {
    return name.toString();
  }

  @Override
  public int mostTokens() {
    return options.maxTokens();
  }

  @Override
  public ChatReply ask(ChatRequest request) {
    ChatResponse response;
    try {
      response = model.apply(translated(request));
    } catch (RuntimeException e) {
      throw LangChainFaults.of(name(), e, options.timeout());
    }
    return reply(request, response);
  }

  private dev.langchain4j.model.chat.request.ChatRequest translated(ChatRequest request) {
    dev.langchain4j.model.chat.request.ChatRequest.Builder builder =
        dev.langchain4j.model.chat.request.ChatRequest.builder()
            .messages(request.messages().stream().map(LangChainClient::translated).toList());
    request.mostTokens().ifPresent(tokens -> limit(builder, tokens));
    return builder.build();
  }

  /** OpenAI's own models refuse the limit's older name. */
  private void limit(dev.langchain4j.model.chat.request.ChatRequest.Builder builder, int tokens) {
    if (name.provider() == Provider.OPENAI && options.baseUrl().isEmpty()) {
      builder.parameters(
          dev.langchain4j.model.openai.OpenAiChatRequestParameters.builder()
              .maxCompletionTokens(tokens)
              .build());
    } else {
      builder.maxOutputTokens(tokens);
    }
  }

  private static dev.langchain4j.data.message.ChatMessage translated(ChatMessage message) {
    return switch (message.role()) {
      case SYSTEM -> SystemMessage.from(message.text());
      case USER -> UserMessage.from(message.text());
      case ASSISTANT -> AiMessage.from(message.text());
    };
  }

  private ChatReply reply(ChatRequest request, ChatResponse response) {
    FinishReason reason = response.finishReason();
    String text = response.aiMessage().text();
    boolean blank = text == null || text.isBlank();
    if (reason == FinishReason.CONTENT_FILTER || (reason == FinishReason.OTHER && blank)) {
      throw ChatException.of(name(), ChatFault.FILTERED, "");
    }
    if (reason == null) {
      throw ChatException.of(
          name(), ChatFault.CONNECTION, "the reply ended without saying that it is whole");
    }
    if (text == null || text.isBlank()) {
      throw ChatException.of(
          name(),
          ChatFault.EMPTY,
          reason == FinishReason.LENGTH ? "every token of the reply went into reasoning" : "");
    }
    ChatReply.Finish finish =
        switch (reason) {
          case STOP -> ChatReply.Finish.STOP;
          case LENGTH -> ChatReply.Finish.LENGTH;
          case TOOL_EXECUTION, CONTENT_FILTER, OTHER -> ChatReply.Finish.OTHER;
        };
    return new ChatReply(Secrets.scrub(text), finish, usage(request, text, response.tokenUsage()));
  }

  private static Usage usage(ChatRequest request, String text, @Nullable TokenUsage counted) {
    Usage estimate = Usage.estimate(request, text);
    if (counted == null
        || counted.inputTokenCount() == null
        || counted.outputTokenCount() == null) {
      return estimate;
    }
    long input = counted.inputTokenCount();
    long output = counted.outputTokenCount();
    if (counted instanceof AnthropicTokenUsage anthropic) {
      long read = count(anthropic.cacheReadInputTokens());
      long written = count(anthropic.cacheCreationInputTokens());
      return new Usage(input + read + written, read, written, output, false);
    }
    if (counted instanceof OpenAiTokenUsage openAi && openAi.inputTokensDetails() != null) {
      return new Usage(input, count(openAi.inputTokensDetails().cachedTokens()), 0, output, false);
    }
    if (counted instanceof GoogleAiGeminiTokenUsage gemini) {
      return new Usage(
          input,
          count(gemini.cachedContentTokenCount()),
          0,
          output + count(gemini.thoughtsTokenCount()),
          false);
    }
    return new Usage(input, 0, 0, output, false);
  }

  private static long count(@Nullable Integer tokens) {
    return tokens == null ? 0 : tokens;
  }
}
