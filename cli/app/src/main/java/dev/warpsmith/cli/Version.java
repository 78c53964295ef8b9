package dev.warpsmith.cli;

import dev.warpsmith.kernels.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Objects;
import java.util.stream.Stream;

/** The version that the build wrote into this jar. */
final class Version {
  private Version() {}

  /** Returns the version, such as {@code 0.1.0}. */
  static String number() {
    try (InputStream in =
        Objects.requireNonNull(Version.class.getResourceAsStream("version.txt"), "version.txt")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns a hash of this build's jars, 16 hexadecimal digits, or {@code classes} where it runs
   * from folders of classes.
   */
  static String build() {
    URL place = Version.class.getProtectionDomain().getCodeSource().getLocation();
    Path jar = Path.of(URI.create(place.toString()));
    if (!Files.isRegularFile(jar)) {
      return "classes";
    }
    try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
      MessageDigest sha = Sha256.digest();
      sha.update(Files.readAllBytes(jar));
      for (Path library : libraries.filter(Version::ours).sorted().toList()) {
        sha.update(Files.readAllBytes(library));
      }
      return Sha256.hex(sha.digest()).substring(0, 16);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean ours(Path library) {
    return String.valueOf(library.getFileName()).startsWith("warpsmith-");
  }

  /** Returns what {@code --version} prints. */
  static String line() {
    return "warpsmith " + number();
  }
}
