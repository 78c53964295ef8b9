package dev.warpsmith.kernels.jcuda;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;

/** One kernel parameter of a launch on its way to the worker. */
sealed interface Slot {
  /**
   * A number.
   *
   * @param bytes 1, 2, 4 or 8
   * @param bits the lowest of which are passed
   */
  record Value(int bytes, long bits) implements Slot {}

  /** The address of a buffer's first byte, which only the worker knows. */
  record Address(int buffer) implements Slot {}

  default void write(DataOutputStream out) throws IOException {
    if (this instanceof Value value) {
      out.writeByte(value.bytes());
      out.writeLong(value.bits());
    } else {
      out.writeByte(0);
      out.writeInt(((Address) this).buffer());
    }
  }

  static Slot read(DataInputStream in) throws IOException {
    int bytes = in.readByte();
    return bytes == 0 ? new Address(in.readInt()) : new Value(bytes, in.readLong());
  }
}
