package io.etcdmonitor.e2e.operator;

import java.nio.file.Files;
import java.nio.file.Path;

/** The runnable distribution that {@code make build} leaves. */
public final class Distribution {
  private Distribution() {}

  /**
   * The launcher.
   *
   * @throws IllegalStateException when it has not been built
   */
  public static Path launcher() {
    Path here = Path.of("").toAbsolutePath();
    for (Path root = here; root != null; root = root.getParent()) {
      Path launcher = root.resolve("operator/app/target/etcd-monitor/bin/etcd-monitor");
      if (Files.isRegularFile(root.resolve("helm/etcd-monitor/Chart.yaml"))
          || Files.isRegularFile(launcher)) {
        if (Files.isExecutable(launcher)) {
          return launcher;
        }
        throw new IllegalStateException("not built yet: run 'make build' first (" + launcher + ")");
      }
    }
    throw new IllegalStateException("run this inside a checkout of etcd-monitor");
  }

  /** The root of the checkout. */
  public static Path checkout() {
    return launcher().resolve("../../../../../..").normalize();
  }
}
