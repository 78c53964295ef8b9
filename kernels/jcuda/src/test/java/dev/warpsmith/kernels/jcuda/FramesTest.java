package dev.warpsmith.kernels.jcuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.warpsmith.kernels.device.Dim3;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FramesTest {
  private static final Order ORDER =
      new Order(
          3,
          "_Z5plainPi",
          new Dim3(1, 2, 3),
          Dim3.of(256),
          1024,
          true,
          List.of(new Slot.Address(7), new Slot.Value(4, -1), new Slot.Value(8, 1L << 40)));

  @TempDir Path folder;

  static List<Request> requests() {
    return List.of(
        new Request.Allocate(1, 1L << 40),
        new Request.Free(1),
        new Request.Write(1, 1L << 33, 5),
        new Request.Read(2, 0, 6),
        new Request.Fill(2, (byte) -1),
        new Request.Load(4, ByteBuffer.wrap(new byte[] {1, 2, 3})),
        new Request.Unload(4),
        new Request.Run(ORDER),
        new Request.Sample(List.of(ORDER, ORDER), true, 10, 1),
        new Request.Health());
  }

  static List<Reply> replies() {
    return List.of(
        new Reply.Done(),
        new Reply.Failed(700, "cuCtxSynchronize", true),
        new Reply.Overrun(List.of(new Reply.Damage(1, -4, -1), new Reply.Damage(2, 8, 9))),
        new Reply.Times(List.of(1.5, 2.0)),
        new Reply.Memory(1, 2),
        new Reply.Hello(
            new DriverReport(13000, 1, "NVIDIA H200", "ab", 5, Map.of(Attribute.SMS, 132))),
        new Reply.NoDevice("cuInit: CUDA_ERROR_NO_DEVICE"));
  }

  @ParameterizedTest
  @MethodSource("requests")
  void readsRequestsAsTheyWereWritten(Request request) throws IOException {
    assertThat(Request.read(written(request))).isEqualTo(request);
  }

  @ParameterizedTest
  @MethodSource("replies")
  void readsRepliesAsTheyWereWritten(Reply reply) throws IOException {
    assertThat(Reply.read(written(reply))).isEqualTo(reply);
  }

  private static DataInputStream written(Frames.Content content) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    content.write(new DataOutputStream(bytes));
    return new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
  }

  @Test
  void sendsFramesAndSeesTheEnd() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
      server.bind(address);
      try (SocketChannel client = SocketChannel.open(address);
          SocketChannel served = server.accept()) {
        new Frames(client).send(new Request.Fill(2, (byte) 3));
        assertThat(Request.read(new Frames(served).receive()))
            .isEqualTo(new Request.Fill(2, (byte) 3));
        client.write(ByteBuffer.allocate(4).putInt(0, -5));
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> new Frames(served).receive())
            .withMessageContaining("-5 bytes");
        client.shutdownOutput();
        assertThatExceptionOfType(EOFException.class)
            .isThrownBy(() -> new Frames(served).receive());
      }
    }
  }
}
