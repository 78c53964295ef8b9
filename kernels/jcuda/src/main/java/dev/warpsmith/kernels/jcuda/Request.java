package dev.warpsmith.kernels.jcuda;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the worker is asked to do. Buffers and modules have the numbers that the asker gave them.
 */
sealed interface Request extends Frames.Content {
  /** Allocates a buffer with red zones around it. */
  record Allocate(int buffer, long bytes) implements Request {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(1);
      out.writeInt(buffer);
      out.writeLong(bytes);
    }
  }

  /** Frees a buffer. */
  record Free(int buffer) implements Request {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(2);
      out.writeInt(buffer);
    }
  }

  /** Copies the first bytes of the staging file to a buffer. */
  record Write(int buffer, long offset, int length) implements Request {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(3);
      out.writeInt(buffer);
      out.writeLong(offset);
      out.writeInt(length);
    }
  }

  /** Copies bytes of a buffer to the start of the staging file. */
  record Read(int buffer, long offset, int length) implements Request {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(4);
      out.writeInt(buffer);
      out.writeLong(offset);
      out.writeInt(length);
    }
  }

  /** Sets every byte of a buffer. */
  record Fill(int buffer, byte value) implements Request {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(5);
      out.writeInt(buffer);
      out.writeByte(value);
    }
  }

  /**
   * Loads a module.
   *
   * @param image a cubin, or PTX text that ends with a zero
   */
  record Load(int module, ByteBuffer image) implements Request {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(6);
      out.writeInt(module);
      byte[] bytes = new byte[image.remaining()];
      image.duplicate().get(bytes);
      out.writeInt(bytes.length);
      out.write(bytes);
    }
  }

  /** Unloads a module. */
  record Unload(int module) implements Request {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(7);
      out.writeInt(module);
    }
  }

  /** Launches a kernel, waits for its end and looks at the red zones. */
  record Run(Order order) implements Request {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(8);
      order.write(out);
    }
  }

  /** Times launches; see {@link dev.warpsmith.kernels.device.TimingRequest}. */
  record Sample(List<Order> orders, boolean cold, int samples, int repeats) implements Request {
    public Sample {
      orders = List.copyOf(orders);
    }

    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(9);
      out.writeInt(orders.size());
      for (Order order : orders) {
        order.write(out);
      }
      out.writeBoolean(cold);
      out.writeInt(samples);
      out.writeInt(repeats);
    }
  }

  /** Asks whether the device still works, and how much memory is free. */
  record Health() implements Request {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(10);
    }
  }

  /** Reads a request. */
  static Request read(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 1 -> new Allocate(in.readInt(), in.readLong());
      case 2 -> new Free(in.readInt());
      case 3 -> new Write(in.readInt(), in.readLong(), in.readInt());
      case 4 -> new Read(in.readInt(), in.readLong(), in.readInt());
      case 5 -> new Fill(in.readInt(), in.readByte());
      case 6 -> new Load(in.readInt(), ByteBuffer.wrap(in.readNBytes(in.readInt())));
      case 7 -> new Unload(in.readInt());
      case 8 -> new Run(Order.read(in));
      case 9 -> readSample(in);
      case 10 -> new Health();
      default -> throw new IOException("request " + kind + " is of another version");
    };
  }

  private static Sample readSample(DataInputStream in) throws IOException {
    List<Order> orders = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      orders.add(Order.read(in));
    }
    return new Sample(orders, in.readBoolean(), in.readInt(), in.readInt());
  }
}
