package dev.warpsmith.kernelbench.evaluation;

import java.util.List;
import java.util.function.Function;

/** What the gates found for one candidate. */
public sealed interface Evaluation {
  /** Returns the verdict. */
  Verdict verdict();

  /** Returns one sentence that says why. */
  String message();

  /** Returns the facts behind the verdict, those of passed gates included. */
  List<Evidence> evidence();

  /** A gate refused the candidate. */
  record Failed(Verdict verdict, String message, List<Evidence> evidence) implements Evaluation {
    public Failed {
      evidence = List.copyOf(evidence);
      if (verdict == Verdict.PASSED) {
        throw new IllegalArgumentException("a failed evaluation cannot have the verdict Passed");
      }
    }
  }

  /**
   * Every gate let the candidate through.
   *
   * @param timing its time and where it goes, on the evaluation's device
   */
  record Passed(String message, List<Evidence> evidence, CandidateTiming timing)
      implements Evaluation {
    public Passed {
      evidence = List.copyOf(evidence);
    }

    @Override
    public Verdict verdict() {
      return Verdict.PASSED;
    }
  }

  /** Applies the function of the case that this is. */
  default <T> T match(Function<Failed, T> failed, Function<Passed, T> passed) {
    if (this instanceof Failed value) {
      return failed.apply(value);
    }
    return passed.apply((Passed) this);
  }
}
