package dev.warpsmith.kernels.emulator.properties;

import java.util.List;

/** A part of a random program. */
sealed interface Node {
  /**
   * One form of instruction.
   *
   * @param form index into {@link Forms}
   * @param picks which registers and constants fill its places
   * @param guard 0 for none, else the predicate it runs under and whether that is negated
   */
  record Line(int form, List<Integer> picks, int guard) implements Node {
    public Line {
      picks = List.copyOf(picks);
    }
  }

  /** An exchange within the warp by the lanes that are here. */
  record Exchange(int form, List<Integer> picks) implements Node {
    public Exchange {
      picks = List.copyOf(picks);
    }
  }

  /** Two ways, by a predicate of each lane. */
  record If(int predicate, List<Node> then, List<Node> otherwise) implements Node {
    public If {
      then = List.copyOf(then);
      otherwise = List.copyOf(otherwise);
    }
  }

  /** A loop of 0 to 3 rounds, as each lane's register says. */
  record Loop(int register, List<Node> body) implements Node {
    public Loop {
      body = List.copyOf(body);
    }
  }

  /** Ends the loop around it for some lanes; nothing elsewhere. */
  record Break(int predicate) implements Node {}

  /** A loop of as many rounds for all lanes. */
  record Repeat(int rounds, List<Node> body) implements Node {
    public Repeat {
      body = List.copyOf(body);
    }
  }

  /** An indexed branch with three arms, by a register of each lane. */
  record Switch(int register, List<List<Node>> arms) implements Node {
    public Switch {
      arms = arms.stream().map(List::copyOf).toList();
    }
  }

  /** A call of a device function. */
  record Call(int function, List<Integer> picks) implements Node {
    public Call {
      picks = List.copyOf(picks);
    }
  }

  /** A round trip through shared memory with a barrier; nothing where lanes may be missing. */
  record Barrier(int register, int distance) implements Node {}
}
