package dev.warpsmith.kernels.nvcc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileCacheTest {
  private static final String KEY = "ab".repeat(32);

  private @TempDir Path folder;

  @Test
  void findsWhatWasPut() {
    CompileCache cache = CompileCache.at(folder.resolve("new"));
    assertThat(cache.find(KEY)).isEmpty();

    cache.put(KEY, entry("ptx π"));

    assertThat(CompileCache.at(folder.resolve("new")).find(KEY))
        .hasValueSatisfying(
            found -> {
              assertThat(found.ptx()).isEqualTo("ptx π");
              assertThat(found.cubin().orElseThrow()).containsExactly(1, 2, 3);
              assertThat(found.frontEndText()).isEqualTo("warning");
              assertThat(found.assemblerText()).isEqualTo("info");
            });
  }

  @Test
  void ignoresDamagedEntries() throws Exception {
    CompileCache cache = CompileCache.at(folder);
    cache.put(KEY, entry("ptx"));
    Path file = files(folder).get(0);
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] damaged = good.clone();
      damaged[i] ^= 0x10;
      Files.write(file, damaged);
      assertThat(cache.find(KEY)).as("byte %d changed", i).isEmpty();
    }
    Files.write(file, new byte[5]);
    assertThat(cache.find(KEY)).isEmpty();
    cache.put(KEY, entry("ptx"));
    assertThat(cache.find(KEY)).isPresent();
  }

  @Test
  void surviveWritersOfOneKey() throws Exception {
    CompileCache cache = CompileCache.at(folder);
    cache.put(KEY, entry("x"));
    List<Boolean> found =
        IntStream.range(0, 200)
            .parallel()
            .mapToObj(
                i -> {
                  cache.put(KEY, entry("x".repeat(i + 1)));
                  return cache.find(KEY).isPresent();
                })
            .toList();
    assertThat(found).doesNotContain(false);
    assertThat(files(folder)).hasSize(1);
  }

  @Test
  void choosesFolderFromEnvironment() {
    Path home = folder.resolve("home");
    assertThat(CacheFolder.of(Map.of(), home).path()).isEqualTo(home.resolve(".cache/warpsmith"));
    assertThat(CacheFolder.of(Map.of("XDG_CACHE_HOME", folder + "/xdg"), home).path())
        .isEqualTo(folder.resolve("xdg/warpsmith"));
    Map<String, String> both =
        Map.of("XDG_CACHE_HOME", folder + "/xdg", "WARPSMITH_CACHE", folder + "/mine");
    assertThat(CacheFolder.of(both, home))
        .isEqualTo(new CacheFolder(folder.resolve("mine"), Optional.empty()));
  }

  @Test
  void fallsBackWhereHomeCannotBeWritten() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    CacheFolder fallback = CacheFolder.of(Map.of(), file.resolve("home"));

    assertThat(fallback.path()).isDirectory().isWritable();
    assertThat(fallback.note())
        .hasValueSatisfying(note -> assertThat(note).contains("set WARPSMITH_CACHE"));
  }

  @Test
  void losesNothingWhenFolderCannotBeWritten() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    CompileCache cache = CompileCache.at(file);

    cache.put(KEY, entry("ptx"));

    assertThat(cache.find(KEY)).isEmpty();
  }

  private static CompiledEntry entry(String ptx) {
    return new CompiledEntry(ptx, Optional.of(new byte[] {1, 2, 3}), "warning", "info");
  }

  private static List<Path> files(Path folder) throws Exception {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
