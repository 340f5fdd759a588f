package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.Helm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The chart as a dependency of another, which switches it on and off by the usual condition. */
class DependencyChartTest {
  @TempDir private Path parent;

  @BeforeEach
  void makeParent() throws IOException {
    Files.writeString(
        parent.resolve("Chart.yaml"),
        """
        apiVersion: v2
        name: platform
        version: 1.0.0
        dependencies:
          - {name: etcd-monitor, version: 0.1.0, condition: etcd-monitor.enabled}
        """);
    Path copy = parent.resolve("charts/etcd-monitor");
    try (Stream<Path> files = Files.walk(Checkout.CHART)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path to = copy.resolve(Checkout.CHART.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
      }
    }
  }

  @Test
  void theConditionSwitchesItOnAndOff() throws IOException {
    assertThat(render("{}")).contains("Deployment monitoring/platform-etcd-monitor");
    assertThat(render("{etcd-monitor: {enabled: true}}")).isEqualTo(render("{}"));
    assertThat(render("{etcd-monitor: {enabled: false}}")).isEmpty();
  }

  @Test
  void byItselfItIsNotSwitchedOff() {
    assertThat(Chart.refusal("{enabled: false}")).contains("uninstall the release");
  }

  private List<String> render(String values) throws IOException {
    Path file = Files.writeString(parent.resolve("mine.yaml"), values);
    String rendered =
        new Helm(parent)
            .template()
            .withName("platform")
            .withNamespace("monitoring")
            .withKubeVersion("1.36.2")
            .skipCrds()
            .withValuesFile(file)
            .call();
    return Manifests.parse(Objects.requireNonNullElse(rendered, "")).names();
  }
}
