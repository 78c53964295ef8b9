package dev.warpsmith.coder.llm;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** A client that gives the replies it was told to give, and remembers what it was asked. */
final class Scripted implements ChatClient {
  private final Deque<ChatReply> replies = new ArrayDeque<>();
  final List<ChatRequest> asked = new ArrayList<>();

  Scripted then(String text) {
    return then(text, ChatReply.Finish.STOP);
  }

  Scripted then(String text, ChatReply.Finish finish) {
    replies.add(new ChatReply(text, finish, Usage.none()));
    return this;
  }

  @Override
  public String name() {
    return "scripted:model";
  }

  @Override
  public int mostTokens() {
    return 1000;
  }

  @Override
  public ChatReply ask(ChatRequest request) {
    asked.add(request);
    return replies.remove();
  }
}
