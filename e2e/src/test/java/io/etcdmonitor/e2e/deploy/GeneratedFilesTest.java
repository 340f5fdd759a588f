package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The copies agree with their sources: the CRDs of crds/, the manifests of the chart, its
 * documentation.
 */
class GeneratedFilesTest {
  /** Set by deploy/generate.sh: write what differs. */
  private static final boolean WRITE = Boolean.getBoolean("etcdmonitor.generate");

  @TestFactory
  Stream<DynamicTest> isWhatItsSourceSays() {
    return GeneratedFiles.all().entrySet().stream()
        .map(file ->
            DynamicTest.dynamicTest(
                Checkout.ROOT.relativize(file.getKey()).toString(), () -> check(file)));
  }

  @Test
  void noCopyOutlivesItsSource() throws IOException {
    List<String> sources = names(Checkout.CRDS);
    assertThat(sources).isNotEmpty();
    assertThat(names(Checkout.CHART.resolve("crds"))).isEqualTo(sources);
    assertThat(names(Checkout.KUSTOMIZE.resolve("crds")))
        .filteredOn(n -> !n.equals("kustomization.yaml"))
        .isEqualTo(sources);
    assertThat(generatedIn(Checkout.CHART.resolve("files")))
        .isEqualTo(existingIn(Checkout.CHART.resolve("files")));
    assertThat(generatedIn(Checkout.GRAFANA.resolve("dashboards")))
        .isEqualTo(existingIn(Checkout.GRAFANA.resolve("dashboards")));
  }

  @Test
  void oneVersionEverywhere() {
    Matcher version =
        Pattern.compile("<version>(.*?)(-SNAPSHOT)?</version>")
            .matcher(Checkout.read(Checkout.ROOT.resolve("pom.xml")));
    assertThat(version.find()).isTrue();
    String released = version.group(1);
    var chart = Manifests.one(Checkout.read(Checkout.CHART.resolve("Chart.yaml")));
    assertThat(chart.path("version").asText()).isEqualTo(released);
    assertThat(chart.path("appVersion").asText()).isEqualTo(released);
    assertThat(Checkout.read(Checkout.KUSTOMIZE.resolve("kustomization.yaml")))
        .contains("newTag: " + released + "\n");
    assertThat(Checkout.read(Checkout.ROOT.resolve("Makefile")))
        .contains("IMAGE = etcd-monitor:" + released + "\n");
    assertThat(Checkout.read(Checkout.ROOT.resolve("docs/install.md")))
        .contains("etcd-monitor:" + released + "\n");
  }

  private static void check(Map.Entry<Path, String> file) throws IOException {
    if (WRITE) {
      Files.createDirectories(file.getKey().getParent());
      Files.writeString(file.getKey(), file.getValue());
    }
    assertThat(file.getKey()).as("run deploy/generate.sh").exists();
    assertThat(Checkout.read(file.getKey()))
        .as("run deploy/generate.sh")
        .isEqualTo(file.getValue());
  }

  private static List<String> names(Path directory) {
    return Checkout.yamlFiles(directory).stream().map(f -> f.getFileName().toString()).toList();
  }

  private static List<Path> generatedIn(Path directory) {
    return GeneratedFiles.all().keySet().stream()
        .filter(f -> f.getParent().equals(directory))
        .sorted()
        .toList();
  }

  private static List<Path> existingIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
