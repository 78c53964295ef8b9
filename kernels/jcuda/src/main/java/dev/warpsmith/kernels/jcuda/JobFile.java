package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.LaunchJobs.Content;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What one job does, as a file.
 *
 * @param ordinal the driver's number of the device
 * @param seconds after which the process gives up
 * @param module the number under which the orders know the module
 * @param image a cubin, or PTX text that ends with a zero
 */
record JobFile(
    int ordinal,
    int seconds,
    int module,
    ByteBuffer image,
    List<Memory> memory,
    List<Order> orders) {
  private static final int VERSION = 1;

  /** A buffer, by the number under which the orders know it. */
  record Memory(int buffer, long bytes, Content content) {
    void write(DataOutputStream out) throws IOException {
      out.writeInt(buffer);
      out.writeLong(bytes);
      if (content instanceof Content.Saved saved) {
        out.writeByte(1);
        out.writeUTF(saved.file().toString());
      } else if (content instanceof Content.Filled filled) {
        out.writeByte(2);
        out.writeByte(filled.value());
      } else {
        out.writeByte(3);
      }
    }

    static Memory read(DataInputStream in) throws IOException {
      return new Memory(in.readInt(), in.readLong(), content(in));
    }

    private static Content content(DataInputStream in) throws IOException {
      int kind = in.readByte();
      return switch (kind) {
        case 1 -> new Content.Saved(Path.of(in.readUTF()));
        case 2 -> new Content.Filled(in.readByte());
        case 3 -> new Content.Undefined();
        default -> throw new IOException("content " + kind + " is of another version");
      };
    }
  }

  JobFile {
    memory = List.copyOf(memory);
    orders = List.copyOf(orders);
  }

  void write(Path file) throws IOException {
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      out.writeInt(VERSION);
      out.writeInt(ordinal);
      out.writeInt(seconds);
      out.writeInt(module);
      byte[] bytes = new byte[image.remaining()];
      image.duplicate().get(bytes);
      out.writeInt(bytes.length);
      out.write(bytes);
      out.writeInt(memory.size());
      for (Memory each : memory) {
        each.write(out);
      }
      out.writeInt(orders.size());
      for (Order order : orders) {
        order.write(out);
      }
    }
  }

  static JobFile read(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException(file + " is of version " + version + ", expected " + VERSION);
      }
      int ordinal = in.readInt();
      int seconds = in.readInt();
      int module = in.readInt();
      ByteBuffer image = ByteBuffer.wrap(in.readNBytes(in.readInt()));
      List<Memory> memory = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        memory.add(Memory.read(in));
      }
      List<Order> orders = new ArrayList<>();
      for (int left = in.readInt(); left > 0; left--) {
        orders.add(Order.read(in));
      }
      return new JobFile(ordinal, seconds, module, image, memory, orders);
    }
  }
}
