package dev.warpsmith.kernelbench.graph;

/** How a recurrent layer's next state follows from its last. */
public enum RecurrenceKind {
  /** Long short-term memory: gates in, forget, cell and out. */
  LSTM("lstm", 4),
  /** Gated recurrent unit: gates reset, update and new. */
  GRU("gru", 3),
  RNN_TANH("rnn_tanh", 1),
  RNN_RELU("rnn_relu", 1);

  private final String word;
  private final int gates;

  RecurrenceKind(String word, int gates) {
    this.word = word;
    this.gates = gates;
  }

  /** Returns the name in the textual form, such as {@code lstm}. */
  public String word() {
    return word;
  }

  /** Returns how many linear maps of the last state the next one takes. */
  public int gates() {
    return gates;
  }

  /** Returns how many states there are; the second is that of the cell. */
  public int states() {
    return this == LSTM ? 2 : 1;
  }

  /** Returns the arithmetic of one element of the state, but for the linear maps. */
  Work work() {
    Work sigmoid = PointwiseFunction.SIGMOID.work();
    Work tanh = PointwiseFunction.TANH.work();
    return switch (this) {
      case LSTM -> sigmoid.times(3).plus(tanh.times(2)).plus(Work.of(8, 0));
      case GRU -> sigmoid.times(2).plus(tanh).plus(Work.of(8, 0));
      case RNN_TANH -> tanh.plus(Work.of(1, 0));
      case RNN_RELU -> Work.of(2, 0);
    };
  }
}
