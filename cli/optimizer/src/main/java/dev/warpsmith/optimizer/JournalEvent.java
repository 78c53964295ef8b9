package dev.warpsmith.optimizer;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * One line of a run's journal.
 *
 * @param kind what happened
 * @param seconds of the run's working time when it happened, summed over resumed sessions
 * @param data what is known of it
 */
record JournalEvent(Kind kind, double seconds, ObjectNode data) {
  /** What can happen in a run. */
  enum Kind {
    /** A session of the run begins: the first one, or a resumed one. */
    SESSION,
    /** A step of an evaluation is finished. */
    STEP,
    /** The baseline is known. */
    BASELINE,
    /** A strategy asked for several candidates side by side. */
    WAVE,
    /** A language model is about to be asked. */
    ASKED,
    /** A language model answered. */
    REPLY,
    /** A language model could not answer; why is known. */
    UNANSWERED,
    /** The Coder gave a candidate. */
    CANDIDATE,
    /** A candidate is evaluated. */
    ROUND,
    /** The Judge gave its decision. */
    DECISION,
    /** The best candidate was timed in turn with implementations outside of Warpsmith. */
    OUTSIDE,
    /** The run is over. */
    END
  }

  boolean is(Kind wanted) {
    return kind == wanted;
  }

  /** Returns the round that the event belongs to, or 0 if it belongs to none. */
  int round() {
    return data.path("round").asInt(0);
  }
}
