package io.etcdmonitor.engine.alert.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * A file that not every user of the machine may read: of open incidents the state holds PagerDuty's
 * key. Its group may, for a volume keeps its group when the user of a Pod changes.
 */
final class PrivateFile {
  private static final String MODE = "rw-r-----";

  private PrivateFile() {}

  /** Makes it anew, empty. */
  static FileChannel create(Path file) throws IOException {
    Files.deleteIfExists(file);
    Set<StandardOpenOption> options =
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    return file.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? FileChannel.open(
            file,
            options,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE)))
        : FileChannel.open(file, options);
  }
}
