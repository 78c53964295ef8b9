package dev.warpsmith.optimizer.strategy;

import dev.warpsmith.judge.Round;
import java.util.List;
import java.util.function.Function;

/** One candidate that a strategy asks for. */
public sealed interface Turn {
  /** Returns the line of the search that it belongs to, from 1; 0 for all of them. */
  int line();

  /** Returns where in the search it is, in a few words; empty text where there is one line only. */
  String place();

  /** A candidate from nothing. */
  record Draft(int line, String place) implements Turn {}

  /** Whatever the Judge makes of all rounds. */
  record Next() implements Turn {
    @Override
    public int line() {
      return 0;
    }

    @Override
    public String place() {
      return "";
    }
  }

  /**
   * A change of a chosen round's candidate.
   *
   * @param notes what was tried before, a line each, for Judges that see one round only
   */
  record From(int line, String place, Round round, List<String> notes) implements Turn {
    public From {
      notes = List.copyOf(notes);
    }
  }

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Draft, T> draft, Function<Next, T> next, Function<From, T> from) {
    if (this instanceof Draft value) {
      return draft.apply(value);
    }
    if (this instanceof Next value) {
      return next.apply(value);
    }
    return from.apply((From) this);
  }
}
