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
    SourcePosition bodyPosition) {}
