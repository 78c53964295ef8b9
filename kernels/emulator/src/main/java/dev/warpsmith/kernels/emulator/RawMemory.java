package dev.warpsmith.kernels.emulator;

import static org.objectweb.asm.Opcodes.*;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Type;

/**
 * Memory outside the Java heap, as {@code sun.misc.Unsafe} gives it.
 *
 * <p>Its methods are those of {@code Unsafe} by name and signature. The one subclass is generated:
 * javac warns about each mention of {@code Unsafe} and this warning cannot be turned off together
 * with {@code --release}. HotSpot inlines through it, since the instance is a constant.
 */
abstract class RawMemory {
  static final RawMemory INSTANCE = generate();

  private static final String UNSAFE = "sun/misc/Unsafe";

  abstract long allocateMemory(long bytes);

  abstract void freeMemory(long address);

  abstract void setMemory(long address, long bytes, byte value);

  abstract void copyMemory(long from, long to, long bytes);

  abstract void copyMemory(
      @Nullable Object source, long from, @Nullable Object target, long to, long bytes);

  abstract int arrayBaseOffset(Class<?> array);

  abstract byte getByte(long address);

  abstract void putByte(long address, byte value);

  abstract short getShort(long address);

  abstract void putShort(long address, short value);

  abstract int getInt(long address);

  abstract void putInt(long address, int value);

  abstract long getLong(long address);

  abstract void putLong(long address, long value);

  abstract float getFloat(long address);

  abstract void putFloat(long address, float value);

  abstract double getDouble(long address);

  abstract void putDouble(long address, double value);

  abstract boolean compareAndSwapInt(@Nullable Object base, long address, int expected, int value);

  abstract boolean compareAndSwapLong(
      @Nullable Object base, long address, long expected, long value);

  private static RawMemory generate() {
    try {
      Field field = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
      field.setAccessible(true);
      MethodHandles.Lookup lookup = MethodHandles.lookup().defineHiddenClass(bytecode(), true);
      Constructor<?> constructor = lookup.lookupClass().getDeclaredConstructor(Object.class);
      return (RawMemory) constructor.newInstance(field.get(null));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM has no sun.misc.Unsafe", e);
    }
  }

  private static byte[] bytecode() {
    String self = Type.getInternalName(RawMemory.class) + "$Unsafe";
    ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
    writer.visit(
        V17, ACC_FINAL | ACC_SUPER, self, null, Type.getInternalName(RawMemory.class), null);
    writer.visitField(ACC_PRIVATE | ACC_FINAL, "unsafe", "L" + UNSAFE + ";", null, null);
    constructor(writer, self);
    for (Method method : RawMemory.class.getDeclaredMethods()) {
      if (Modifier.isAbstract(method.getModifiers())) {
        delegate(writer, self, method);
      }
    }
    return writer.toByteArray();
  }

  private static void constructor(ClassWriter writer, String self) {
    MethodVisitor code = writer.visitMethod(0, "<init>", "(Ljava/lang/Object;)V", null, null);
    code.visitCode();
    code.visitVarInsn(ALOAD, 0);
    code.visitMethodInsn(
        INVOKESPECIAL, Type.getInternalName(RawMemory.class), "<init>", "()V", false);
    code.visitVarInsn(ALOAD, 0);
    code.visitVarInsn(ALOAD, 1);
    code.visitTypeInsn(CHECKCAST, UNSAFE);
    code.visitFieldInsn(PUTFIELD, self, "unsafe", "L" + UNSAFE + ";");
    code.visitInsn(RETURN);
    code.visitMaxs(0, 0);
    code.visitEnd();
  }

  private static void delegate(ClassWriter writer, String self, Method method) {
    String descriptor = Type.getMethodDescriptor(method);
    MethodVisitor code = writer.visitMethod(0, method.getName(), descriptor, null, null);
    code.visitCode();
    code.visitVarInsn(ALOAD, 0);
    code.visitFieldInsn(GETFIELD, self, "unsafe", "L" + UNSAFE + ";");
    int local = 1;
    for (Type argument : Type.getArgumentTypes(descriptor)) {
      code.visitVarInsn(argument.getOpcode(ILOAD), local);
      local += argument.getSize();
    }
    code.visitMethodInsn(INVOKEVIRTUAL, UNSAFE, method.getName(), descriptor, false);
    code.visitInsn(Type.getReturnType(descriptor).getOpcode(IRETURN));
    code.visitMaxs(0, 0);
    code.visitEnd();
  }
}
