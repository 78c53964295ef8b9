package dev.warpsmith.judge;

import dev.warpsmith.kernelbench.evaluation.CandidateTiming;
import dev.warpsmith.profiler.KernelProfile;
import dev.warpsmith.profiler.model.TimeBreakdown;
import dev.warpsmith.profiler.model.TimeBreakdown.Resource;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * The limit that holds a candidate back most, in its longest kernel.
 *
 * @param kernel the kernel's name
 * @param limit what binds
 * @param micros what the limit takes of the kernel's time
 * @param of the kernel's time in microseconds; of the whole plan where its launches bind
 */
public record Bottleneck(String kernel, Limit limit, double micros, double of) {
  /** Launches bind from this part of the time on. */
  private static final double LAUNCHES = 0.5;

  /** The last, partly filled wave binds from this part of the binding resource's time on. */
  private static final double TAIL = 0.2;

  /** Limits that a last wave with idle SMs stretches: those of the SMs, not of the memory. */
  private static final Set<Resource> OF_AN_SM =
      EnumSet.complementOf(
          EnumSet.of(Resource.DRAM, Resource.L2, Resource.ATOMICS, Resource.BLOCKS));

  /** What can bind. */
  public enum Limit {
    LAUNCH("launch", "launches"),
    TAIL("tail", "the last, partly filled wave of blocks"),
    BLOCKS("blocks", "the block scheduler"),
    DRAM("DRAM", "DRAM bandwidth"),
    L2("L2", "L2 bandwidth"),
    ATOMICS("atomics", "L2's atomic units"),
    L1("L1", "L1 wavefronts"),
    LSU("LSU", "the load-store units"),
    SHARED("shared memory", "shared memory wavefronts"),
    FMA("FMA pipe", "the FMA pipe"),
    ALU("ALU pipe", "the ALU pipe"),
    FP64("FP64 pipe", "the FP64 pipe"),
    FP16("FP16 pipe", "the FP16 pipe"),
    XU("XU pipe", "the XU pipe"),
    TENSOR("tensor cores", "the tensor cores"),
    ISSUE("issue", "instruction issue"),
    LATENCY("latency", "latency");

    private final String label;
    private final String words;

    Limit(String label, String words) {
      this.label = label;
      this.words = words;
    }

    /** Returns one or two words for a table, such as {@code DRAM}. */
    public String label() {
      return label;
    }

    /** Returns what a sentence calls it, such as {@code the load-store units}. */
    public String words() {
      return words;
    }

    private static Limit of(Resource resource) {
      return valueOf(resource.name());
    }
  }

  /** Finds what binds; empty if no profile says where the time goes. */
  public static Optional<Bottleneck> of(CandidateTiming timing) {
    CandidateTiming explained = timing.explained();
    return longest(explained).map(profile -> of(explained, profile));
  }

  /** Returns the profile of the launch that takes most of the time. */
  public static Optional<KernelProfile> longest(CandidateTiming timing) {
    return timing.explained().profiles().stream()
        .filter(profile -> profile.time().isPresent())
        .max(Comparator.comparing(profile -> profile.time().orElseThrow().micros()));
  }

  private static Bottleneck of(CandidateTiming timing, KernelProfile profile) {
    TimeBreakdown time = profile.time().orElseThrow();
    double launches =
        timing.profiles().stream()
            .flatMap(each -> each.time().stream())
            .mapToDouble(TimeBreakdown::launchMicros)
            .sum();
    if (launches >= LAUNCHES * timing.micros()) {
      return new Bottleneck(profile.kernel(), Limit.LAUNCH, launches, timing.micros());
    }
    TimeBreakdown.Bound bound = time.binding();
    boolean tail =
        OF_AN_SM.contains(bound.resource()) && time.waves() > 1 && time.tailFraction() >= TAIL;
    return tail
        ? new Bottleneck(
            profile.kernel(), Limit.TAIL, bound.micros() * time.tailFraction(), time.micros())
        : new Bottleneck(
            profile.kernel(), Limit.of(bound.resource()), bound.micros(), time.micros());
  }
}
