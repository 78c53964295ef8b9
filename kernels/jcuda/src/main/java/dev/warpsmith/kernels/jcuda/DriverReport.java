package dev.warpsmith.kernels.jcuda;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the driver says of itself and of one device.
 *
 * @param version of CUDA that the driver supports, such as 13000
 * @param devices that it sees
 * @param name of the device, such as {@code NVIDIA H200}
 * @param uuid of the device, in hexadecimal
 * @param memoryBytes of the device
 * @param attributes those that the driver knows
 */
record DriverReport(
    int version,
    int devices,
    String name,
    String uuid,
    long memoryBytes,
    Map<Attribute, Integer> attributes) {
  DriverReport {
    attributes = Map.copyOf(attributes);
  }

  /** Returns the version as people write it, such as {@code 13.0}. */
  String versionText() {
    return version / 1000 + "." + version % 1000 / 10;
  }

  void write(DataOutputStream out) throws IOException {
    out.writeInt(version);
    out.writeInt(devices);
    out.writeUTF(name);
    out.writeUTF(uuid);
    out.writeLong(memoryBytes);
    out.writeInt(attributes.size());
    for (Map.Entry<Attribute, Integer> entry : attributes.entrySet()) {
      out.writeUTF(entry.getKey().name());
      out.writeInt(entry.getValue());
    }
  }

  static DriverReport read(DataInputStream in) throws IOException {
    int version = in.readInt();
    int devices = in.readInt();
    String name = in.readUTF();
    String uuid = in.readUTF();
    long memory = in.readLong();
    Map<Attribute, Integer> attributes = new EnumMap<>(Attribute.class);
    for (int left = in.readInt(); left > 0; left--) {
      attributes.put(Attribute.valueOf(in.readUTF()), in.readInt());
    }
    return new DriverReport(version, devices, name, uuid, memory, attributes);
  }
}
