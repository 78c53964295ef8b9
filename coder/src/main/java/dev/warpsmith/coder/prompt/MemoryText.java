package dev.warpsmith.coder.prompt;

import dev.warpsmith.coder.Recollection;
import java.util.Map;

/** Puts what earlier runs learned before what is asked. */
public final class MemoryText {
  private static final PromptText TEXT = PromptText.of(MemoryText.class, "memory.txt");

  private MemoryText() {}

  /** Returns the request with what is remembered of a bottleneck before it, if anything is. */
  public static String before(String request, Recollection memory, String bottleneck) {
    String lessons = memory.about(bottleneck);
    return lessons.isEmpty() ? request : TEXT.with(Map.of("lessons", lessons)) + "\n\n" + request;
  }
}
