package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import dev.warpsmith.kernels.ptx.Instruction;
import dev.warpsmith.kernels.ptx.ScalarType;

/** Translates {@code cvta} and {@code isspacep} (PTX ISA 9.7.9.20 and 9.7.9.19). */
final class AddressConversion {
  private final LaneAssembler code;

  AddressConversion(LaneAssembler code) {
    this.code = code;
  }

  /** Translates the instruction, or returns false if it does not ask about address spaces. */
  boolean translate(Instruction i) {
    switch (i.opcode()) {
      case "cvta" -> convert(i);
      case "isspacep" -> test(i);
      default -> {
        return false;
      }
    }
    return true;
  }

  private static SymbolAddress.Space space(Instruction i) {
    for (String modifier : i.modifiers()) {
      switch (modifier) {
        case "shared", "shared::cta", "shared::cluster" -> {
          return SymbolAddress.Space.SHARED;
        }
        case "local" -> {
          return SymbolAddress.Space.LOCAL;
        }
        case "global" -> {
          return SymbolAddress.Space.GLOBAL;
        }
        case "const" -> {
          return SymbolAddress.Space.CONST;
        }
        case "param", "param::entry" -> {
          return SymbolAddress.Space.PARAM;
        }
        default -> {}
      }
    }
    throw UnsupportedPtxException.of(i);
  }

  /** Global, constant and parameter addresses are generic ones as they are. */
  private void convert(Instruction i) {
    code.push(i, i.operands().get(1), ScalarType.U64);
    long window = AddressSpace.window(space(i));
    if (window != 0) {
      code.constant(window);
      code.insn(i.has("to") ? LSUB : LADD);
    }
    code.pop(i, i.operands().get(0), ScalarType.U64);
  }

  private void test(Instruction i) {
    String question =
        switch (space(i)) {
          case SHARED -> "isShared";
          case LOCAL -> "isLocal";
          case GLOBAL -> "isGlobal";
          case PARAM -> "isParameter";
          case CONST, GENERIC -> throw UnsupportedPtxException.of(i);
        };
    code.var(ALOAD, LaneAssembler.WARP);
    code.push(i, i.operands().get(1), ScalarType.U64);
    String descriptor = "(L" + AddressTranslation.WARP_NAME + ";J)Z";
    code.call(AddressConversion.class, question, descriptor);
    code.pop(i, i.operands().get(0), ScalarType.PRED);
  }

  static boolean isShared(Warp warp, long address) {
    return AddressSpace.isWindow(SymbolAddress.Space.SHARED, address);
  }

  static boolean isLocal(Warp warp, long address) {
    return AddressSpace.isWindow(SymbolAddress.Space.LOCAL, address);
  }

  static boolean isParameter(Warp warp, long address) {
    int bytes = warp.launch().program().kernel().parameterBytes();
    return Windows.inside(address - warp.parameterAddress, 1, bytes);
  }

  static boolean isGlobal(Warp warp, long address) {
    return !isShared(warp, address) && !isLocal(warp, address) && !isParameter(warp, address);
  }
}
