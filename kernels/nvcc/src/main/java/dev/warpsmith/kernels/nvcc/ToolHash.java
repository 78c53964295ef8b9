package dev.warpsmith.kernels.nvcc;

import dev.warpsmith.kernels.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;

/**
 * The hash of programs' contents. Each content is hashed once per path, size and time of change;
 * hashes are kept beside the compile cache, so that finding a toolchain takes milliseconds.
 */
final class ToolHash {
  private ToolHash() {}

  /** Returns the SHA-256 of the contents of all files, as hexadecimal text. */
  static String of(List<Path> files) {
    MessageDigest all = Sha256.digest();
    for (Path file : files) {
      try {
        all.update(contentHash(file.toRealPath()).getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new ToolchainException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return Sha256.hex(all.digest());
  }

  private static String contentHash(Path file) throws IOException {
    String stamp = file + "|" + Files.size(file) + "|" + Files.getLastModifiedTime(file).toMillis();
    Path folder = CacheFolder.standard().path().resolve("tools");
    Path known = folder.resolve(Sha256.of(stamp));
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

  private static String hash(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    try (InputStream input = Files.newInputStream(file)) {
      byte[] chunk = new byte[1 << 20];
      for (int read = input.read(chunk); read >= 0; read = input.read(chunk)) {
        digest.update(chunk, 0, read);
      }
    }
    return Sha256.hex(digest.digest());
  }
}
