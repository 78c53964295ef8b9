package dev.warpsmith.coder.llm;

/**
 * Tokens of one call or of several.
 *
 * @param input of the request, those read from the provider's cache included
 * @param cached of the input, read from the provider's cache
 * @param written of the input, written to the provider's cache
 * @param output of the reply, reasoning included
 * @param estimated whether some of it was estimated because the provider did not say
 */
public record Usage(long input, long cached, long written, long output, boolean estimated) {
  /** Characters per token where nobody counted: on the safe side for code. */
  private static final double CHARACTERS_PER_TOKEN = 2.5;

  /** Returns no tokens. */
  public static Usage none() {
    return new Usage(0, 0, 0, 0, false);
  }

  /** Returns an estimate from the lengths of texts. */
  public static Usage estimate(ChatRequest request, String reply) {
    return new Usage(tokens(request.length()), 0, 0, tokens(reply.length()), true);
  }

  /** Estimates the tokens of so many characters. */
  public static long tokens(int characters) {
    return (long) Math.ceil(characters / CHARACTERS_PER_TOKEN);
  }

  /** Returns both together. */
  public Usage plus(Usage other) {
    return new Usage(
        input + other.input,
        cached + other.cached,
        written + other.written,
        output + other.output,
        estimated || other.estimated);
  }

  /** Returns input and output. */
  public long total() {
    return input + output;
  }
}
