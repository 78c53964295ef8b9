package dev.warpsmith.kernelbench.reference;

import dev.warpsmith.kernelbench.graph.Op;
import dev.warpsmith.kernelbench.reference.NodeSource.Tensor;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The states of a recurrent layer. All those of a sample are computed when the first of them is
 * asked for, and kept.
 */
final class RecurrentElements implements ElementSource {
  private static final long MOST_ELEMENTS = 1 << 21;

  private final Op.Recurrence op;
  private final List<Tensor> operands;
  private final Deadline deadline;
  private final int steps;
  private final int samples;
  private final int hidden;
  private final ConcurrentHashMap<Integer, double[]> known = new ConcurrentHashMap<>();

  RecurrentElements(Op.Recurrence op, List<Tensor> operands, Layout result, Deadline deadline) {
    this.op = op;
    this.operands = operands;
    this.deadline = deadline;
    this.steps = Math.toIntExact(result.length(0));
    this.samples = Math.toIntExact(result.length(1));
    this.hidden = Math.toIntExact(result.length(2));
  }

  @Override
  public double at(long index) {
    int sample = (int) (index / hidden % samples);
    double[] states = known.get(sample);
    if (states == null) {
      states = states(sample);
      if ((long) known.size() * steps * hidden >= MOST_ELEMENTS) {
        known.clear();
      }
      known.put(sample, states);
    }
    return states[(int) (index / hidden / samples) * hidden + (int) (index % hidden)];
  }

  private double[] states(int sample) {
    double[] found = new double[Math.multiplyExact(steps, hidden)];
    double[] state = first(1, sample);
    double[] cell = op.kind().states() > 1 ? first(2, sample) : new double[hidden];
    double[] weight = all(operands.get(op.kind().states() + 1));
    int bias = op.kind().states() + 2;
    double[] added =
        bias < operands.size() ? all(operands.get(bias)) : new double[op.kind().gates() * hidden];
    for (int step = 0; step < steps; step++) {
      int place = op.reverse() ? steps - 1 - step : step;
      double[] own = mapped(weight, added, state);
      double[] next = new double[hidden];
      for (int unit = 0; unit < hidden; unit++) {
        next[unit] = next(place, sample, unit, own, state[unit], cell);
      }
      state = next;
      System.arraycopy(op.cell() ? cell : state, 0, found, place * hidden, hidden);
    }
    return found;
  }

  private double[] first(int operand, int sample) {
    double[] values = new double[hidden];
    for (int i = 0; i < hidden; i++) {
      values[i] = operands.get(operand).source().at((long) sample * hidden + i);
    }
    return values;
  }

  private static double[] all(Tensor tensor) {
    double[] values = new double[Math.toIntExact(tensor.layout().elements())];
    for (int i = 0; i < values.length; i++) {
      values[i] = tensor.source().at(i);
    }
    return values;
  }

  private double[] mapped(double[] weight, double[] added, double[] state) {
    double[] own = added.clone();
    for (int row = 0; row < own.length; row++) {
      deadline.check();
      double sum = 0;
      for (int i = 0; i < hidden; i++) {
        sum += weight[row * hidden + i] * state[i];
      }
      own[row] += sum;
    }
    return own;
  }

  /** Returns the next state of a unit, and sets that of its cell. */
  private double next(int place, int sample, int unit, double[] own, double state, double[] cell) {
    return switch (op.kind()) {
      case LSTM -> {
        double in = sigmoid(sum(place, sample, 0, unit, own));
        double forget = sigmoid(sum(place, sample, 1, unit, own));
        double content = Math.tanh(sum(place, sample, 2, unit, own));
        double out = sigmoid(sum(place, sample, 3, unit, own));
        cell[unit] = forget * cell[unit] + in * content;
        yield out * Math.tanh(cell[unit]);
      }
      case GRU -> {
        double reset = sigmoid(sum(place, sample, 0, unit, own));
        double update = sigmoid(sum(place, sample, 1, unit, own));
        double given = given(place, sample, 2, unit);
        double candidate = Math.tanh(given + reset * own[2 * hidden + unit]);
        yield (1 - update) * candidate + update * state;
      }
      case RNN_TANH -> Math.tanh(sum(place, sample, 0, unit, own));
      case RNN_RELU -> relu(sum(place, sample, 0, unit, own));
    };
  }

  private double sum(int place, int sample, int gate, int unit, double[] own) {
    return given(place, sample, gate, unit) + own[gate * hidden + unit];
  }

  private double given(int place, int sample, int gate, int unit) {
    long row = ((long) place * samples + sample) * op.kind().gates() + gate;
    return operands.get(0).source().at(row * hidden + unit);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static double relu(double x) {
    return x > 0 || Double.isNaN(x) ? x : 0;
  }
}
