package dev.warpsmith.coder.llm;

import java.nio.file.Path;
import java.util.List;

/**
 * Gives the replies of a transcript in their order, and refuses to answer what was not asked then,
 * unless any prompt will do.
 *
 * <p>Each role has its own replies; the calls that came from it are counted, so that a resumed run
 * goes on where it was.
 */
final class ReplayClient implements ChatClient {
  private static final int SHOWN = 90;

  private final String file;
  private final List<Transcript.Entry> entries;
  private final String role;
  private final boolean anyPrompt;
  private int next;

  /**
   * @param role whose replies are given
   * @param asked how many of them were given in earlier sessions of the run
   * @param anyPrompt whether replies are given whatever is asked
   */
  ReplayClient(String file, String role, int asked, boolean anyPrompt) {
    this.file = file;
    this.role = role;
    this.anyPrompt = anyPrompt;
    this.entries =
        Transcript.read(Path.of(file)).stream().filter(e -> e.role().equals(role)).toList();
    this.next = asked;
  }

  @Override
  public String name() {
    return "replay:" + file;
  }

  @Override
  public int mostTokens() {
    return Integer.MAX_VALUE;
  }

  @Override
  public synchronized ChatReply ask(ChatRequest request) {
    if (next >= entries.size()) {
      throw ChatException.of(
          name(),
          ChatFault.TRANSCRIPT,
          "call " + (next + 1) + " of the " + role + ", but it has " + entries.size() + " replies");
    }
    Transcript.Entry entry = entries.get(next);
    if (!anyPrompt && !entry.request().isEmpty() && !entry.request().equals(request.messages())) {
      throw ChatException.of(
          name(), ChatFault.TRANSCRIPT, difference(entry.request(), request.messages()));
    }
    next++;
    return entry.reply();
  }

  /** Returns where what is asked departs from what was asked. */
  private String difference(List<ChatMessage> then, List<ChatMessage> now) {
    String call =
        "call " + (next + 1) + " of the " + role + " asks something else than was recorded";
    if (then.size() != now.size()) {
      return call + ": " + now.size() + " messages, recorded " + then.size();
    }
    for (int i = 0; i < then.size(); i++) {
      List<String> before = then.get(i).text().lines().toList();
      List<String> after = now.get(i).text().lines().toList();
      for (int line = 0; line < Math.max(before.size(), after.size()); line++) {
        String was = line < before.size() ? before.get(line) : "(nothing)";
        String is = line < after.size() ? after.get(line) : "(nothing)";
        if (!was.equals(is)) {
          return String.format(
              "%s: message %d, line %d is '%s', recorded '%s'; was it recorded by another version,"
                  + " task, GPU or seed? (the option prompts=any gives its replies all the same)",
              call, i + 1, line + 1, brief(is), brief(was));
        }
      }
    }
    return call + ": the roles of its messages, or their line ends";
  }

  private static String brief(String line) {
    return line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…";
  }
}
