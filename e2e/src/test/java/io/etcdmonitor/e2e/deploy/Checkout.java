package io.etcdmonitor.e2e.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The files of this checkout. */
final class Checkout {
  static final Path ROOT = root();
  static final Path CHART = ROOT.resolve("helm/etcd-monitor");
  static final Path CRDS = ROOT.resolve("crds/manifests");
  static final Path KUSTOMIZE = ROOT.resolve("deploy/kustomize");
  static final Path PROMETHEUS = ROOT.resolve("deploy/prometheus");
  static final Path GRAFANA = ROOT.resolve("deploy/grafana");
  static final Path SAMPLES = ROOT.resolve("deploy/samples");

  private Checkout() {}

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The YAML files of a directory and those below it, in order of their names. */
  static List<Path> yamlFiles(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(f -> f.toString().matches(".*\\.ya?ml")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
      if (Files.isRegularFile(p.resolve("helm/etcd-monitor/Chart.yaml"))) {
        return p;
      }
    }
    throw new IllegalStateException("run this inside a checkout of etcd-monitor");
  }
}
