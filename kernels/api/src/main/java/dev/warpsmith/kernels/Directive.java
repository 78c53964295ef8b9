package dev.warpsmith.kernels;

/**
 * One {@code // @word[options] body} line of an annotated source.
 *
 * @param word without the at sign
 * @param options the text in brackets, empty when there is none
 * @param body the rest of the line, trimmed
 * @param position of the at sign
 * @param bodyPosition of the body's first character
 */
public record Directive(
    String word,
    String options,
    String body,
    SourcePosition position,
    SourcePosition bodyPosition) {

  /** Returns a cursor at the start of the body. */
  public SourceCursor cursor() {
    return new SourceCursor(body, bodyPosition);
  }

  /** Returns the problem that this directive stands in the file at all. */
  public SourceException problem(String problem) {
    return new SourceException(position, problem);
  }

  /** Checks that there is no text in brackets. */
  public void requireNoOptions() {
    if (!options.isEmpty()) {
      throw problem("@" + word + " takes no options, found [" + options + "]; remove them");
    }
  }
}
