package dev.warpsmith.kernels.emulator.counters;

/**
 * The 32 banks of 4 bytes of shared memory (CUDA programming guide, shared memory).
 *
 * <p>64-bit accesses are done by half warps, 128-bit ones by quarter warps. Two halves, or two
 * quarters of a half, are done together if each lane has the address of the lane beside it, or each
 * that of the lane two further (NVIDIA developer forums, topic 77228, for sm_70 and later; ncu
 * counts two wavefronts for a uniform 128-bit load on sm_90). Lanes that touch the same word share
 * it.
 */
final class Banks {
  private static final int BANKS = 32;

  private Banks() {}

  /** Returns how many lanes one pass serves when every lane moves so many bytes. */
  static int lanesPerPass(int bytes) {
    return bytes <= 4 ? 32 : bytes <= 8 ? 16 : 8;
  }

  /** Returns the mask of {@code lanes} lanes from {@code from} on. */
  static int groupMask(int from, int lanes) {
    return lanes == 32 ? -1 : ((1 << lanes) - 1) << from;
  }

  /** Returns the passes of an access: at least one for each group of lanes with an active one. */
  static int wavefronts(int mask, long[] offset, int bytes) {
    int together = bytes <= 8 ? 32 : 16;
    int passes = 0;
    for (int from = 0; from < 32; from += together) {
      int lanes = mask & groupMask(from, together);
      int apart = inPairs(lanes, offset) ? together : lanesPerPass(bytes);
      passes += passes(lanes, apart, offset, bytes);
    }
    return passes;
  }

  private static int passes(int mask, int lanes, long[] offset, int bytes) {
    int passes = 0;
    for (int from = 0; from < 32; from += lanes) {
      int group = mask & groupMask(from, lanes);
      if (group != 0) {
        passes += degree(group, offset, bytes);
      }
    }
    return passes;
  }

  private static boolean inPairs(int mask, long[] offset) {
    return inPairs(mask, offset, 1) || inPairs(mask, offset, 2);
  }

  /** Tells whether active lanes whose numbers differ by one bit have the same address. */
  private static boolean inPairs(int mask, long[] offset, int bit) {
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      int lane = Integer.numberOfTrailingZeros(rest);
      boolean other = ((mask >>> (lane ^ bit)) & 1) != 0;
      if (other && offset[lane] != offset[lane ^ bit]) {
        return false;
      }
    }
    return true;
  }

  /** Returns the fewest passes that an access of these lanes and this width could take. */
  static int fewest(int mask, int bytes) {
    int lanes = lanesPerPass(bytes);
    int passes = 0;
    for (int from = 0; from < 32; from += lanes) {
      if ((mask & groupMask(from, lanes)) != 0) {
        passes++;
      }
    }
    return passes;
  }

  /** Returns the most distinct words that any one bank must give; at least 1. */
  static int degree(int mask, long[] offset, int bytes) {
    if (contiguous(mask, offset, bytes)) {
      return 1;
    }
    BankWords words = new BankWords();
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      long start = offset[Integer.numberOfTrailingZeros(rest)];
      long last = (start + bytes - 1) >> 2;
      for (long word = start >> 2; word <= last; word++) {
        words.add(word);
      }
    }
    return words.degree;
  }

  /** Distinct words, chained by bank. */
  private static final class BankWords {
    private final long[] words = new long[32 * 5];
    private final int[] next = new int[32 * 5];
    private final int[] head = new int[BANKS];
    private final int[] used = new int[BANKS];
    private int count;
    private int degree = 1;

    void add(long word) {
      int bank = (int) (word & (BANKS - 1));
      for (int i = head[bank]; i != 0; i = next[i - 1]) {
        if (words[i - 1] == word) {
          return;
        }
      }
      words[count] = word;
      next[count] = head[bank];
      head[bank] = ++count;
      degree = Math.max(degree, ++used[bank]);
    }
  }

  /** Tells whether the lanes touch one stretch of at most 128 bytes, word by word. */
  static boolean contiguous(int mask, long[] offset, int bytes) {
    long low = Long.MAX_VALUE;
    long high = Long.MIN_VALUE;
    for (int rest = mask; rest != 0; rest &= rest - 1) {
      long start = offset[Integer.numberOfTrailingZeros(rest)];
      low = Math.min(low, start);
      high = Math.max(high, start + bytes);
    }
    return ((high - 1) >> 2) - (low >> 2) < BANKS;
  }
}
