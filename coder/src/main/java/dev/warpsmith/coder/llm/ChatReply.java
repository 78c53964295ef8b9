package dev.warpsmith.coder.llm;

/**
 * What a model answered.
 *
 * @param text as the model wrote it
 * @param finish why it ended
 * @param usage as the provider counted it
 */
public record ChatReply(String text, Finish finish, Usage usage) {
  /** Why a reply ended. */
  public enum Finish {
    /** The model was done. */
    STOP,
    /** The limit of the reply's tokens was reached. */
    LENGTH,
    /** Anything else that leaves a usable text. */
    OTHER
  }
}
