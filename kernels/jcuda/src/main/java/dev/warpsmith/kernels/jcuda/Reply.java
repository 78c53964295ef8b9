package dev.warpsmith.kernels.jcuda;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What the worker answers. */
sealed interface Reply extends Frames.Content {
  /** It is done. */
  record Done() implements Reply {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(1);
    }
  }

  /**
   * The driver refused.
   *
   * @param code its {@code CUresult}
   * @param call the function that returned it, such as {@code cuMemAlloc}
   * @param sticky whether it now refuses everything: the worker is of no more use
   */
  record Failed(int code, String call, boolean sticky) implements Reply {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(2);
      out.writeInt(code);
      out.writeUTF(call);
      out.writeBoolean(sticky);
    }
  }

  /** A launch has written into red zones, which are whole again. */
  record Overrun(List<Damage> damages) implements Reply {
    public Overrun {
      damages = List.copyOf(damages);
    }

    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(3);
      out.writeInt(damages.size());
      for (Damage damage : damages) {
        out.writeInt(damage.buffer());
        out.writeLong(damage.first());
        out.writeLong(damage.last());
      }
    }
  }

  /** Times of a plan in microseconds. */
  record Times(List<Double> micros) implements Reply {
    public Times {
      micros = List.copyOf(micros);
    }

    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(4);
      out.writeInt(micros.size());
      for (double sample : micros) {
        out.writeDouble(sample);
      }
    }
  }

  /** The device's memory in bytes. */
  record Memory(long free, long total) implements Reply {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(5);
      out.writeLong(free);
      out.writeLong(total);
    }
  }

  /** What the driver says of its devices; a worker's first word. */
  record Hello(DriverReport report) implements Reply {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(6);
      report.write(out);
    }
  }

  /** The driver could not be used; a worker's first word, and its last. */
  record NoDevice(String reason) implements Reply {
    @Override
    public void write(DataOutputStream out) throws IOException {
      out.writeByte(7);
      out.writeUTF(reason);
    }
  }

  /**
   * Bytes that were written out of bounds, as offsets from the buffer's first byte.
   *
   * @param first below zero, or the buffer's size or more
   */
  record Damage(int buffer, long first, long last) {}

  /** Reads a reply. */
  static Reply read(DataInputStream in) throws IOException {
    int kind = in.readByte();
    return switch (kind) {
      case 1 -> new Done();
      case 2 -> new Failed(in.readInt(), in.readUTF(), in.readBoolean());
      case 3 -> readOverrun(in);
      case 4 -> readTimes(in);
      case 5 -> new Memory(in.readLong(), in.readLong());
      case 6 -> new Hello(DriverReport.read(in));
      case 7 -> new NoDevice(in.readUTF());
      default -> throw new IOException("reply " + kind + " is of another version");
    };
  }

  private static Overrun readOverrun(DataInputStream in) throws IOException {
    List<Damage> damages = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      damages.add(new Damage(in.readInt(), in.readLong(), in.readLong()));
    }
    return new Overrun(damages);
  }

  private static Times readTimes(DataInputStream in) throws IOException {
    List<Double> micros = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      micros.add(in.readDouble());
    }
    return new Times(micros);
  }
}
