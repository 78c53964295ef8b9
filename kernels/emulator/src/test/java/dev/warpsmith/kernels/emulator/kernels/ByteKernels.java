package dev.warpsmith.kernels.emulator.kernels;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;

/** The kernels of {@code bytes.cu}, against the JDK's own. */
final class ByteKernels {
  private ByteKernels() {}

  private static WholeKernel kernel(String name) {
    return WholeKernel.of("bytes", name);
  }

  static List<WholeKernel> all() {
    return List.of(base64(), crc32(), countBits(), findPattern(), toHex(), sha256(), resize());
  }

  private static WholeKernel base64() {
    byte[] x = Inputs.bytes(1, 200);
    return kernel("base64")
        .grid(3)
        .block(32)
        .in(x)
        .out(Expected.exactly(Base64.getEncoder().encode(x)))
        .value(x.length);
  }

  private static WholeKernel crc32() {
    byte[] x = Inputs.bytes(2, 50 * 19);
    int[] sums = new int[50];
    for (int m = 0; m < sums.length; m++) {
      CRC32 crc = new CRC32();
      crc.update(x, m * 19, 19);
      sums[m] = (int) crc.getValue();
    }
    return kernel("crc32").grid(2).block(32).in(x).out(Expected.exactly(sums)).value(19).value(50);
  }

  private static WholeKernel countBits() {
    long[] x = Inputs.longs(3, 90);
    x[5] = 0;
    x[6] = 1L << 40;
    int[] y = new int[4 * x.length];
    for (int i = 0; i < x.length; i++) {
      y[4 * i] = Long.bitCount(x[i]);
      y[4 * i + 1] = Long.numberOfLeadingZeros(x[i]);
      y[4 * i + 2] = x[i] == 0 ? 0 : Long.numberOfTrailingZeros(x[i]) + 1;
      y[4 * i + 3] = Long.bitCount(Long.reverse(x[i]) ^ x[i]);
    }
    return kernel("count_bits").grid(3).block(32).in(x).out(Expected.exactly(y)).value(x.length);
  }

  private static WholeKernel findPattern() {
    String text = "abracadabra, abracadabra; abrakadabra and abracadabr".repeat(3);
    String pattern = "abracadabra";
    int[] found = new int[6];
    for (int at = text.indexOf(pattern); at >= 0; at = text.indexOf(pattern, at + 1)) {
      found[at / 32] |= 1 << at;
    }
    return kernel("find_pattern")
        .grid(3)
        .block(64)
        .in(text.getBytes(StandardCharsets.US_ASCII))
        .in(pattern.getBytes(StandardCharsets.US_ASCII))
        .out(Expected.exactly(found))
        .value(text.length())
        .value(pattern.length());
  }

  private static WholeKernel toHex() {
    int[] x = Inputs.ints(4, 45);
    StringBuilder text = new StringBuilder();
    Arrays.stream(x).forEach(v -> text.append(String.format("%08x", v)));
    return kernel("to_hex")
        .grid(2)
        .block(32)
        .in(x)
        .out(Expected.exactly(text.toString().getBytes(StandardCharsets.US_ASCII)))
        .value(x.length);
  }

  /** Messages of 55 bytes, padded to one block as the standard says. */
  private static WholeKernel sha256() {
    byte[] x = new byte[40 * 64];
    int[] sums = new int[40 * 8];
    for (int m = 0; m < 40; m++) {
      byte[] message = Inputs.bytes(m, 55);
      System.arraycopy(message, 0, x, m * 64, 55);
      x[m * 64 + 55] = (byte) 0x80;
      x[m * 64 + 62] = (byte) ((55 * 8) >> 8);
      x[m * 64 + 63] = (byte) (55 * 8);
      ByteBuffer.wrap(digest(message)).asIntBuffer().get(sums, m * 8, 8);
    }
    return kernel("sha256").grid(2).block(32).in(x).out(Expected.exactly(sums)).value(40);
  }

  private static byte[] digest(byte[] message) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(message);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static WholeKernel resize() {
    int w = 13;
    int h = 9;
    int ow = 30;
    int oh = 17;
    byte[] x = Inputs.bytes(5, 3 * w * h);
    byte[] y = new byte[3 * ow * oh];
    for (int i = 0; i < y.length; i++) {
      int u = i / 3 % ow * ((w - 1) << 16) / (ow - 1);
      int v = i / 3 / ow * ((h - 1) << 16) / (oh - 1);
      int c = Math.min(u >> 16, w - 2);
      int r = Math.min(v >> 16, h - 2);
      int fu = u - (c << 16);
      int fv = v - (r << 16);
      int at = 3 * (r * w + c) + i % 3;
      long top = (x[at] & 255) * (65536L - fu) + (x[at + 3] & 255L) * fu;
      int below = at + 3 * w;
      long bottom = (x[below] & 255) * (65536L - fu) + (x[below + 3] & 255L) * fu;
      y[i] = (byte) ((top * (65536L - fv) + bottom * fv + (1L << 31)) >> 32);
    }
    return kernel("resize")
        .grid(4, 5)
        .block(8, 4)
        .in(x)
        .out(Expected.exactly(y))
        .value(w)
        .value(h)
        .value(ow)
        .value(oh);
  }
}
