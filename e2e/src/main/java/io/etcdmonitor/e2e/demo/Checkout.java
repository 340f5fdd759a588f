package io.etcdmonitor.e2e.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files of the checkout that this runs in. */
public final class Checkout {
  private Checkout() {}

  /**
   * Its root.
   *
   * @throws IllegalStateException outside of a checkout
   */
  public static Path root() {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.isDirectory(p.resolve("crds/manifests"))) {
        return p;
      }
    }
    throw new IllegalStateException("run this inside a checkout of etcd-monitor");
  }

  /** The texts of the CRDs. */
  public static List<String> crds() {
    try (Stream<Path> files = Files.list(root().resolve("crds/manifests"))) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .sorted()
          .map(Checkout::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A file's text. */
  public static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
