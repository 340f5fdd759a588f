package io.etcdmonitor.engine.alert.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Keeps files that cannot be read, for people. */
final class Aside {
  private Aside() {}

  /** Where a copy is kept: one, for a bad disk must not fill itself. */
  static Path ofDamaged(Path file) {
    return file.resolveSibling(file.getFileName() + ".damaged");
  }

  /** Keeps the file that another is about to replace, in place of the last one that was kept. */
  static void keep(Path file) throws IOException {
    Path aside = ofDamaged(file);
    Files.deleteIfExists(aside);
    try {
      // Needs no room, of which there may be none.
      Files.createLink(aside, file);
    } catch (UnsupportedOperationException | IOException e) {
      copy(file, aside);
    }
  }

  private static void copy(Path file, Path aside) throws IOException {
    try {
      Files.copy(file, aside);
    } catch (IOException e) {
      // Half a copy takes the space that the file needs.
      Files.deleteIfExists(aside);
      throw e;
    }
  }

  /** Moves it away, and says where to. */
  static Path move(Path file) throws IOException {
    int number = 1;
    Path aside = unreadable(file, number);
    while (Files.exists(aside)) {
      number++;
      aside = unreadable(file, number);
    }
    return Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Path unreadable(Path file, int number) {
    return file.resolveSibling(file.getFileName() + ".unreadable-" + number);
  }
}
