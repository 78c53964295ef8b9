package dev.warpsmith.kernels.jcuda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Frames on a socket: a length in bytes, then as many bytes. */
final class Frames {
  /** No request or reply is longer; the longest holds a cubin. */
  private static final int MOST_BYTES = 256 << 20;

  private final SocketChannel channel;

  Frames(SocketChannel channel) {
    this.channel = channel;
  }

  /** Writes what a frame holds. */
  interface Content {
    void write(DataOutputStream out) throws IOException;
  }

  void send(Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(0);
      content.write(out);
    }
    ByteBuffer frame = ByteBuffer.wrap(bytes.toByteArray());
    frame.putInt(0, frame.capacity() - Integer.BYTES);
    while (frame.hasRemaining()) {
      channel.write(frame);
    }
  }

  /**
   * Returns the next frame.
   *
   * @throws EOFException if the other process has closed the socket
   */
  DataInputStream receive() throws IOException {
    int length = full(Integer.BYTES).getInt(0);
    if (length < 0 || length > MOST_BYTES) {
      throw new IOException("a frame of " + length + " bytes: 0 to " + MOST_BYTES + " expected");
    }
    return new DataInputStream(new ByteArrayInputStream(full(length).array()));
  }

  private ByteBuffer full(int bytes) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(bytes);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("the other process has ended");
      }
    }
    return buffer;
  }
}
