package dev.warpsmith.kernels.jcuda;

import dev.warpsmith.kernels.device.Dim3;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A launch on its way to the worker.
 *
 * @param module the number that it was loaded under
 * @param entry the kernel's name in the module
 * @param parameters in the kernel's order
 */
record Order(
    int module,
    String entry,
    Dim3 grid,
    Dim3 block,
    int dynamicSharedBytes,
    boolean cooperative,
    List<Slot> parameters) {
  Order {
    parameters = List.copyOf(parameters);
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(module);
    out.writeUTF(entry);
    write(out, grid);
    write(out, block);
    out.writeInt(dynamicSharedBytes);
    out.writeBoolean(cooperative);
    out.writeInt(parameters.size());
    for (Slot parameter : parameters) {
      parameter.write(out);
    }
  }

  static Order read(DataInputStream in) throws IOException {
    int module = in.readInt();
    String entry = in.readUTF();
    Dim3 grid = dim3(in);
    Dim3 block = dim3(in);
    int shared = in.readInt();
    boolean cooperative = in.readBoolean();
    List<Slot> parameters = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      parameters.add(Slot.read(in));
    }
    return new Order(module, entry, grid, block, shared, cooperative, parameters);
  }

  private static void write(DataOutputStream out, Dim3 size) throws IOException {
    out.writeInt(size.x());
    out.writeInt(size.y());
    out.writeInt(size.z());
  }

  private static Dim3 dim3(DataInputStream in) throws IOException {
    return new Dim3(in.readInt(), in.readInt(), in.readInt());
  }
}
