package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.Sha256;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What the compilers made of a source, as it is kept in the cache. The file is named {@link
 * NvccCompiler#FILE} throughout.
 *
 * @param ptx empty if nvcc failed
 * @param cubin machine code, if both compilers succeeded
 * @param frontEndText what nvcc printed
 * @param assemblerText what ptxas printed
 */
record CompiledEntry(
    String ptx, Optional<byte[]> cubin, String frontEndText, String assemblerText) {
  private static final int MAGIC = 0x57534331;
  private static final int DIGEST = 32;

  /** Returns the entry as bytes that end with their own hash. */
  byte[] encode() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new GZIPOutputStream(bytes))) {
      out.writeInt(MAGIC);
      out.writeBoolean(cubin.isPresent());
      for (byte[] part :
          new byte[][] {
            utf8(ptx), cubin.orElse(new byte[0]), utf8(frontEndText), utf8(assemblerText)
          }) {
        out.writeInt(part.length);
        out.write(part);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    byte[] content = bytes.toByteArray();
    byte[] all = Arrays.copyOf(content, content.length + DIGEST);
    System.arraycopy(Sha256.digest().digest(content), 0, all, content.length, DIGEST);
    return all;
  }

  /** Reads an entry, or empty if the bytes are damaged or of another version. */
  static Optional<CompiledEntry> decode(byte[] bytes) {
    if (bytes.length < DIGEST) {
      return Optional.empty();
    }
    byte[] content = Arrays.copyOf(bytes, bytes.length - DIGEST);
    byte[] digest = Arrays.copyOfRange(bytes, bytes.length - DIGEST, bytes.length);
    if (!MessageDigest.isEqual(digest, Sha256.digest().digest(content))) {
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(new GZIPInputStream(new ByteArrayInputStream(content)))) {
      if (in.readInt() != MAGIC) {
        return Optional.empty();
      }
      boolean succeeded = in.readBoolean();
      String ptx = text(in);
      byte[] cubin = part(in);
      return Optional.of(
          new CompiledEntry(
              ptx, succeeded ? Optional.of(cubin) : Optional.empty(), text(in), text(in)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static String text(DataInputStream in) throws IOException {
    return new String(part(in), StandardCharsets.UTF_8);
  }

  private static byte[] part(DataInputStream in) throws IOException {
    return in.readNBytes(in.readInt());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
