package dev.warpsmith.kernels.emulator.properties;

import java.util.List;
import java.util.stream.Stream;

/**
 * A kernel and two device functions that it may call; the second may call the first.
 *
 * <p>Prints as PTX, so that a failing property shows a program to read.
 */
record RandomProgram(List<Node> body, List<Node> first, List<Node> second) {
  RandomProgram {
    body = List.copyOf(body);
    first = List.copyOf(first);
    second = List.copyOf(second);
  }

  static RandomProgram ofBody(List<Node> body) {
    return new RandomProgram(body, List.of(), List.of());
  }

  /** Returns the functions that are called. */
  List<Integer> called() {
    List<Integer> direct = body.stream().flatMap(RandomProgram::calls).toList();
    boolean both = direct.contains(1);
    List<Integer> indirect =
        both ? second.stream().flatMap(RandomProgram::calls).toList() : List.<Integer>of();
    return Stream.concat(direct.stream(), indirect.stream()).toList();
  }

  private static Stream<Integer> calls(Node node) {
    if (node instanceof Node.Call call) {
      return Stream.of(call.function());
    }
    Stream<Node> inner = Stream.of();
    if (node instanceof Node.If branch) {
      inner = Stream.concat(branch.then().stream(), branch.otherwise().stream());
    } else if (node instanceof Node.Loop loop) {
      inner = loop.body().stream();
    } else if (node instanceof Node.Repeat repeat) {
      inner = repeat.body().stream();
    } else if (node instanceof Node.Switch choice) {
      inner = choice.arms().stream().flatMap(List::stream);
    }
    return inner.flatMap(RandomProgram::calls);
  }

  @Override
  public String toString() {
    return "\n" + PtxWriter.write(this);
  }
}
