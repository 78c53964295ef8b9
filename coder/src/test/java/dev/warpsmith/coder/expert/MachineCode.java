package dev.warpsmith.coder.expert;

import dev.warpsmith.coder.Assignment;
import dev.warpsmith.kernelbench.task.BuiltInTasks;
import dev.warpsmith.kernels.Candidate;
import dev.warpsmith.kernels.device.ModuleImage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What ptxas makes of a first draft, read off its ELF file: instructions of 128 bits, the operation
 * in the lowest 12 (Jia et al., arXiv:1804.06826, for Volta; the same up to Hopper).
 */
final class MachineCode {
  private static final int HMMA = 0x23c;
  private static final int MOV = 0x202;
  private static final int IMAD = 0x224;

  /** The register that is always 0: an IMAD of it twice is a move. */
  private static final int RZ = 255;

  private final ModuleImage image;

  private MachineCode(ModuleImage image) {
    this.image = image;
  }

  /** Compiles the first draft of a built-in task for an H200. */
  static MachineCode ofDraft(ExpertCoder coder, String task) {
    Candidate draft = coder.write(new Assignment.Draft(BuiltInTasks.find(task).orElseThrow()));
    return new MachineCode(ProvingGround.compiled(coder, draft));
  }

  /** Returns the bytes that the draft's kernels spill. */
  int spilled() {
    return image.resources().values().stream()
        .mapToInt(kernel -> kernel.spillStoreBytes() + kernel.spillLoadBytes())
        .sum();
  }

  /** A stretch of products on tensor cores. */
  record Products(int products, int moves) {}

  /** Returns the products of matrices, and the moves from the first to the last of each kernel. */
  Products products() {
    int products = 0;
    int moves = 0;
    for (List<Long> kernel : kernels()) {
      List<Integer> at = new ArrayList<>();
      for (int i = 0; i < kernel.size(); i++) {
        if (operation(kernel.get(i)) == HMMA) {
          at.add(i);
        }
      }
      if (!at.isEmpty()) {
        products += at.size();
        List<Long> between = kernel.subList(at.get(0), at.get(at.size() - 1));
        moves += (int) between.stream().filter(MachineCode::moves).count();
      }
    }
    return new Products(products, moves);
  }

  private static int operation(long low) {
    return (int) (low & 0xfff);
  }

  private static boolean moves(long low) {
    boolean multiplies0 = (low >> 24 & 0xff) == RZ && (low >> 32 & 0xff) == RZ;
    return operation(low) == MOV || (operation(low) == IMAD && multiplies0);
  }

  /** Returns the lower halves of the instructions of each section of code. */
  private List<List<Long>> kernels() {
    ByteBuffer elf = ByteBuffer.wrap(image.cubin().orElseThrow()).order(ByteOrder.LITTLE_ENDIAN);
    int headers = (int) elf.getLong(0x28);
    int size = elf.getShort(0x3a);
    int names = (int) elf.getLong(headers + elf.getShort(0x3e) * size + 0x18);
    List<List<Long>> kernels = new ArrayList<>();
    for (int i = 0; i < elf.getShort(0x3c); i++) {
      int header = headers + i * size;
      if (text(elf, names + elf.getInt(header)).startsWith(".text.")) {
        int first = (int) elf.getLong(header + 0x18);
        int bytes = (int) elf.getLong(header + 0x20);
        List<Long> words = new ArrayList<>();
        for (int at = first; at < first + bytes; at += 16) {
          words.add(elf.getLong(at));
        }
        kernels.add(words);
      }
    }
    return kernels;
  }

  private static String text(ByteBuffer elf, int at) {
    int end = at;
    while (elf.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - at];
    elf.get(at, bytes);
    return new String(bytes, StandardCharsets.US_ASCII);
  }
}
