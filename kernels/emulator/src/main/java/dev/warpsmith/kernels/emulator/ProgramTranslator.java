package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Writes a kernel's blocks as hidden classes.
 *
 * <p>Line numbers are those of the PTX, {@code kernel.ptx}. The JVM leaves hidden classes out of
 * stack traces unless it runs with {@code -XX:+UnlockDiagnosticVMOptions -XX:+ShowHiddenFrames}, as
 * the launcher and the tests do.
 */
final class ProgramTranslator {
  private static final String WARP = "L" + Type.getInternalName(Warp.class) + ";";
  private static final String BLOCK = "(" + WARP + "I)I";
  private static final String PARENT = Type.getInternalName(TranslatedBlocks.class);

  /** Blocks per class: far below the limits of the constant pool. */
  private static final int BLOCKS_PER_CLASS = 400;

  private final String name;
  private final ControlFlow flow;
  private final BlockTranslator blocks;

  /**
   * Prepares the translation of a kernel.
   *
   * @param kernel its name, which stack traces and profilers show
   */
  ProgramTranslator(String kernel, ControlFlow flow, BlockTranslator blocks) {
    this.name = "Kernel_" + kernel.replaceAll("[^A-Za-z0-9_]", "_");
    this.flow = flow;
    this.blocks = blocks;
  }

  TranslatedBlocks translate() {
    List<TranslatedBlocks> parts = classFiles().stream().map(ProgramTranslator::define).toList();
    return parts.size() == 1 ? parts.get(0) : new Joined(parts.toArray(TranslatedBlocks[]::new));
  }

  /** Returns the class files, as they are defined. */
  List<byte[]> classFiles() {
    List<byte[]> files = new ArrayList<>();
    for (int first = 0; first < flow.blocks().size(); first += BLOCKS_PER_CLASS) {
      files.add(bytecode(first, Math.min(first + BLOCKS_PER_CLASS, flow.blocks().size())));
    }
    return files;
  }

  private static final class Joined extends TranslatedBlocks {
    private final TranslatedBlocks[] parts;

    Joined(TranslatedBlocks[] parts) {
      this.parts = parts;
    }

    @Override
    int run(int block, Warp warp, int mask) {
      return parts[block / BLOCKS_PER_CLASS].run(block, warp, mask);
    }
  }

  private static TranslatedBlocks define(byte[] bytecode) {
    try {
      Class<?> type = MethodHandles.lookup().defineHiddenClass(bytecode, true).lookupClass();
      return (TranslatedBlocks) type.getDeclaredConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("generated code could not be defined", e);
    }
  }

  private byte[] bytecode(int first, int end) {
    String self = Type.getInternalName(ProgramTranslator.class) + "$" + name;
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES | ClassWriter.COMPUTE_MAXS);
    writer.visit(V17, ACC_FINAL | ACC_SUPER, self, null, PARENT, null);
    writer.visitSource("kernel.ptx", null);
    constructor(writer);
    dispatch(writer, self, first, end);
    for (int k = first; k < end; k++) {
      if (translated(flow.blocks().get(k))) {
        MethodVisitor mv = writer.visitMethod(ACC_STATIC, "block" + k, BLOCK, null, null);
        blocks.translate(flow.blocks().get(k), mv);
      }
    }
    return writer.toByteArray();
  }

  /** Tells whether a block has code of its own; the others are handled by the scheduler. */
  static boolean translated(BasicBlock block) {
    boolean branches =
        block.ending() == BasicBlock.Ending.BRANCH || block.ending() == BasicBlock.Ending.INDEXED;
    boolean whole =
        block.ending() == BasicBlock.Ending.WARP || block.ending() == BasicBlock.Ending.CALL;
    return !whole && (branches || !block.code().isEmpty());
  }

  private static void constructor(ClassWriter writer) {
    MethodVisitor mv = writer.visitMethod(0, "<init>", "()V", null, null);
    mv.visitCode();
    mv.visitVarInsn(ALOAD, 0);
    mv.visitMethodInsn(INVOKESPECIAL, PARENT, "<init>", "()V", false);
    mv.visitInsn(RETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }

  private void dispatch(ClassWriter writer, String self, int first, int end) {
    MethodVisitor mv = writer.visitMethod(0, "run", "(I" + WARP + "I)I", null, null);
    mv.visitCode();
    Label[] labels = new Label[end - first];
    Label none = new Label();
    for (int k = first; k < end; k++) {
      labels[k - first] = translated(flow.blocks().get(k)) ? new Label() : none;
    }
    mv.visitVarInsn(ILOAD, 1);
    mv.visitTableSwitchInsn(first, end - 1, none, labels);
    for (int k = first; k < end; k++) {
      if (labels[k - first] != none) {
        mv.visitLabel(labels[k - first]);
        mv.visitVarInsn(ALOAD, 2);
        mv.visitVarInsn(ILOAD, 3);
        mv.visitMethodInsn(INVOKESTATIC, self, "block" + k, BLOCK, false);
        mv.visitInsn(IRETURN);
      }
    }
    mv.visitLabel(none);
    mv.visitInsn(ICONST_0);
    mv.visitInsn(IRETURN);
    mv.visitMaxs(0, 0);
    mv.visitEnd();
  }
}
