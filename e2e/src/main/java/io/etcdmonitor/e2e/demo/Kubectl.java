package io.etcdmonitor.e2e.demo;

import io.etcdmonitor.e2e.kube.KubeBinaries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/** Where kubectl is: beside an installed kube-apiserver (its own version), else on the PATH. */
public final class Kubectl {
  private Kubectl() {}

  /** The newest kubectl of kube-api-test's directory, else the PATH's; nothing is downloaded. */
  public static Optional<Path> find() {
    return installed().or(Kubectl::onPath);
  }

  /** How to call it: by its name where a shell would find the same one. */
  static String command(Path kubectl) {
    return onPath().filter(kubectl::equals).isPresent() ? "kubectl" : kubectl.toString();
  }

  private static Optional<Path> installed() {
    Path versions = KubeBinaries.directory().resolve("k8s");
    if (!Files.isDirectory(versions)) {
      return Optional.empty();
    }
    try (Stream<Path> found = Files.list(versions)) {
      return found
          .map(version -> version.resolve("kubectl"))
          .filter(Files::isExecutable)
          .max(Comparator.naturalOrder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<Path> onPath() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return Arrays.stream(path.split(":"))
        .filter(directory -> !directory.isEmpty())
        .map(directory -> Path.of(directory, "kubectl"))
        .filter(Files::isExecutable)
        .findFirst();
  }
}
