package dev.warpsmith.kernels.emulator.properties;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Generates random programs that end, have no races, and read nothing unwritten. */
final class Programs {
  private Programs() {}

  static Arbitrary<RandomProgram> any() {
    Arbitrary<List<Node>> first = nodes(1, 8, -1);
    Arbitrary<List<Node>> second = nodes(1, 8, 0);
    return Combinators.combine(nodes(3, 14, 1), first, second).as(RandomProgram::new);
  }

  /** Programs without any branch. */
  static Arbitrary<RandomProgram> straight() {
    return line().list().ofMinSize(1).ofMaxSize(40).map(RandomProgram::ofBody);
  }

  private static Arbitrary<List<Integer>> picks() {
    return Arbitraries.integers().between(0, 95).list().ofSize(9);
  }

  private static Arbitrary<Node> line() {
    Arbitrary<Integer> form = Arbitraries.integers().between(0, Forms.LINES.size() - 1);
    Arbitrary<Integer> guard =
        Arbitraries.frequencyOf(
            Tuple.of(3, Arbitraries.just(0)), Tuple.of(1, Arbitraries.integers().between(1, 8)));
    return Combinators.combine(form, picks(), guard).as(Node.Line::new);
  }

  private static Arbitrary<Node> exchange() {
    return Combinators.combine(Arbitraries.integers().between(0, 50), picks())
        .as(Node.Exchange::new);
  }

  /**
   * @param callee the last function that may be called
   */
  private static Arbitrary<List<Node>> nodes(int depth, int most, int callee) {
    return node(depth, callee).list().ofMinSize(depth == 3 ? 1 : 0).ofMaxSize(most);
  }

  private static Arbitrary<Node> node(int depth, int callee) {
    Arbitrary<Node> call =
        callee < 0
            ? line()
            : Combinators.combine(Arbitraries.integers().between(0, callee), picks())
                .as(Node.Call::new);
    if (depth == 0) {
      return Arbitraries.frequencyOf(
          Tuple.of(12, line()), Tuple.of(3, exchange()), Tuple.of(1, call));
    }
    return Arbitraries.frequencyOf(
        Tuple.of(14, line()),
        Tuple.of(4, exchange()),
        Tuple.of(1, call),
        Tuple.of(5, Arbitraries.lazy(() -> nested(depth - 1, callee))),
        Tuple.of(1, barrier()),
        Tuple.of(1, register().map(Node.Break::new)));
  }

  private static Arbitrary<Integer> register() {
    return Arbitraries.integers().between(0, 5);
  }

  private static Arbitrary<Node> barrier() {
    return Combinators.combine(register(), Arbitraries.integers().between(0, 63))
        .as(Node.Barrier::new);
  }

  private static Arbitrary<Node> nested(int depth, int callee) {
    Arbitrary<List<Node>> body = nodes(depth, 6, callee);
    return Arbitraries.frequencyOf(
        Tuple.of(3, Combinators.combine(register(), body, body).as(Node.If::new)),
        Tuple.of(2, Combinators.combine(register(), body).as(Node.Loop::new)),
        Tuple.of(
            1,
            Combinators.combine(Arbitraries.integers().between(1, 3), body).as(Node.Repeat::new)),
        Tuple.of(1, Combinators.combine(register(), body.list().ofSize(3)).as(Node.Switch::new)));
  }
}
