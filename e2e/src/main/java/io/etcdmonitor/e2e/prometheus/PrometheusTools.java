package io.etcdmonitor.e2e.prometheus;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prometheus' programs: where deploy/dev/setup.sh puts them, or on the PATH. */
public final class PrometheusTools {
  private PrometheusTools() {}

  public static Path promtool() {
    return require("promtool");
  }

  public static Path prometheus() {
    return require("prometheus");
  }

  /** Where a program is; empty when it is not installed. */
  public static Optional<Path> find(String name) {
    String cache =
        Optional.ofNullable(System.getenv("ETCD_DEV_CACHE"))
            .orElse(System.getProperty("user.home") + "/.cache/etcd-monitor");
    List<Path> candidates = new ArrayList<>();
    candidates.add(Path.of(cache, "prometheus/bin", name));
    for (String directory :
        Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator)) {
      candidates.add(Path.of(directory, name));
    }
    return candidates.stream().filter(Files::isExecutable).findFirst();
  }

  private static Path require(String name) {
    return find(name)
        .orElseThrow(() -> new IllegalStateException("mark the class with @NeedsPrometheus"));
  }
}
