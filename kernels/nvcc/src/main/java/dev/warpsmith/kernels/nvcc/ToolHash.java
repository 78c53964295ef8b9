package dev.warpsmith.kernels.nvcc;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash of programs' contents. Each content is hashed once per path, size and time of change;
 * hashes are kept beside the compile cache, so that finding a toolchain takes milliseconds.
 */
final class ToolHash {
  private ToolHash() {}

  /** Returns the SHA-256 of the contents of all files, as hexadecimal text. */
  static String of(List<Path> files) {
    MessageDigest all = sha256();
    for (Path file : files) {
      try {
        all.update(contentHash(file.toRealPath()).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new ToolchainException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return HexFormat.of().formatHex(all.digest());
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String contentHash(Path file) throws IOException {
    String stamp = file + "|" + Files.size(file) + "|" + Files.getLastModifiedTime(file).toMillis();
    Path folder = CacheFolder.standard().path().resolve("tools");
    Path known = folder.resolve(hash(stamp));
    if (Files.isRegularFile(known)) {
      String hash = Files.readString(known).strip();
      if (hash.matches("[0-9a-f]{64}")) {
        return hash;
      }
    }
    String hash = hash(file);
    CacheFolder.write(known, hash.getBytes(StandardCharsets.UTF_8));
    return hash;
  }

  private static String hash(String text) {
    return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String hash(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream input = Files.newInputStream(file)) {
      byte[] chunk = new byte[1 << 20];
      for (int read = input.read(chunk); read >= 0; read = input.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
