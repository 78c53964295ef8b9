package dev.warpsmith.kernels.jcuda;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says that this process needs a folder: a file in it that is locked until the claim is closed or
 * the process dies, however it dies.
 */
final class FolderClaim implements AutoCloseable {
  private static final String FILE = "claim";

  /** The folders of this process: to open a claim of its own and close it would unlock it. */
  private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;

  private FolderClaim(Path folder, FileChannel channel) {
    this.folder = folder;
    this.channel = channel;
  }

  static FolderClaim on(Path folder) throws IOException {
    OWN.add(folder);
    // Nobody finds the file before it is locked.
    Path early = folder.resolve(FILE + ".new");
    FileChannel channel =
        FileChannel.open(early, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    channel.lock();
    Files.move(early, folder.resolve(FILE));
    return new FolderClaim(folder, channel);
  }

  /** Tells whether a folder was claimed by a process that is no more. */
  static boolean abandoned(Path folder) {
    Path file = folder.resolve(FILE);
    if (OWN.contains(folder) || !Files.isRegularFile(file)) {
      return false;
    }
    try (FileChannel other = FileChannel.open(file, StandardOpenOption.WRITE)) {
      return other.tryLock() != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // The folder is deleted; nobody asks for its claim any more.
    }
    OWN.remove(folder);
  }
}
