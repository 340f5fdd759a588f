package io.etcdmonitor.e2e.deploy;

import io.etcdmonitor.e2e.grafana.Dashboards;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The files of helm/ and deploy/ that are made from others, and what they must hold. Committed, so
 * that people can read and apply them without building.
 */
final class GeneratedFiles {
  private static final String HEADER =
      """
      # Generated from helm/etcd-monitor by deploy/generate.sh: change the chart, not this file.
      """;
  private static final List<String> RBAC =
      List.of("ServiceAccount", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding");

  private GeneratedFiles() {}

  /** Each file, and its text. */
  static Map<Path, String> all() {
    Map<Path, String> files = new LinkedHashMap<>();
    for (Path crd : Checkout.yamlFiles(Checkout.CRDS)) {
      String name = crd.getFileName().toString();
      files.put(Checkout.CHART.resolve("crds").resolve(name), Checkout.read(crd));
      files.put(Checkout.KUSTOMIZE.resolve("crds").resolve(name), Checkout.read(crd));
    }
    for (Path rules : Checkout.yamlFiles(Checkout.PROMETHEUS)) {
      String name = rules.getFileName().toString();
      if (name.endsWith(".rules.yaml")) {
        files.put(Checkout.CHART.resolve("files").resolve(name), Checkout.read(rules));
      }
    }
    Dashboards.files()
        .forEach((name, text) -> {
          files.put(Checkout.GRAFANA.resolve("dashboards").resolve(name), text);
          files.put(Checkout.CHART.resolve("files").resolve(name), text);
        });
    files.putAll(kustomize());
    Path readme = Checkout.CHART.resolve("README.md");
    files.put(readme, ChartValues.documentedIn(Checkout.read(readme)));
    return files;
  }

  private static Map<Path, String> kustomize() {
    List<String> rbac = new ArrayList<>();
    List<String> workload = new ArrayList<>();
    for (String document : Chart.text("{}").split("(?m)^---$")) {
      String text = withoutHelm(document);
      List<String> kinds =
          Manifests.parse(text).objects().stream().map(o -> o.path("kind").asText()).toList();
      if (!kinds.isEmpty()) {
        (RBAC.contains(kinds.getFirst()) ? rbac : workload).add(text);
      }
    }
    return Map.of(
        Checkout.KUSTOMIZE.resolve("rbac.yaml"), HEADER + "---\n" + String.join("---\n", rbac),
        Checkout.KUSTOMIZE.resolve("operator.yaml"),
            HEADER + "---\n" + String.join("---\n", workload));
  }

  /**
   * Without what is only true of a Helm release, and without the one namespace that an overlay of
   * kustomize would not change: it stands in a text. The operator takes that of its Pod.
   */
  private static String withoutHelm(String document) {
    return document
            .lines()
            .filter(line -> !line.startsWith("# Source: "))
            .filter(line -> !line.strip().startsWith("helm.sh/chart:"))
            .filter(line -> !line.strip().startsWith("app.kubernetes.io/managed-by:"))
            .filter(line -> !line.strip().startsWith("checksum/config:"))
            .filter(line -> !line.strip().startsWith("# A changed configuration restarts the Pods"))
            .filter(line -> !line.strip().startsWith("leaseNamespace:"))
            .map(String::stripTrailing)
            .dropWhile(String::isEmpty)
            .collect(Collectors.joining("\n"))
            .stripTrailing()
        + "\n";
  }
}
