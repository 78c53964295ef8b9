package dev.warpsmith.judge;

import dev.warpsmith.coder.Instruction;
import java.util.ArrayList;
import java.util.List;

/**
 * What a strategy wants a Judge to look at.
 *
 * @param from the round whose candidate is to be changed; one of the history
 * @param taken what is made of that candidate at the same time: another bottleneck or another
 *     remedy is wanted
 * @param notes what was tried before and what came of it, a line each, for Judges that see one
 *     round only
 */
public record Focus(Round from, List<Instruction> taken, List<String> notes) {
  public Focus {
    taken = List.copyOf(taken);
    notes = List.copyOf(notes);
  }

  /** Returns the history with the round to look at as the newest. */
  public List<Round> last(List<Round> history) {
    List<Round> ordered = new ArrayList<>(history);
    ordered.remove(from);
    ordered.add(from);
    return ordered;
  }
}
