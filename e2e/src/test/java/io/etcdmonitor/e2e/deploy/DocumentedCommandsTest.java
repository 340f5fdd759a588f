package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The Helm commands of the documentation do what whoever copies them expects. */
class DocumentedCommandsTest {
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^ *helm (install|upgrade) (?:[^\\n]*\\\\\\n)*[^\\n]*");

  @Test
  void anUpgradeKeepsTheValuesOfTheRelease() throws IOException {
    assertThat(commands("upgrade"))
        .isNotEmpty()
        // With --set and without it, Helm forgets channels of alerts, namespaces and the image.
        .allSatisfy(command -> assertThat(command).contains("--reset-then-reuse-values"));
  }

  @Test
  void anInstallationNamesTheImageAsNoneIsPublished() throws IOException {
    List<String> installing = new ArrayList<>(commands("install"));
    commands("upgrade").stream().filter(c -> c.contains("--install")).forEach(installing::add);
    assertThat(installing)
        .isNotEmpty()
        .allSatisfy(command ->
            assertThat(command).contains("--set image.repository=REGISTRY/etcd-monitor"));
  }

  private static List<String> commands(String word) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path page : pages()) {
      Matcher commands = COMMAND.matcher(Checkout.read(page));
      while (commands.find()) {
        if (commands.group(1).equals(word)) {
          found.add(commands.group());
        }
      }
    }
    return found;
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>();
    pages.add(Checkout.ROOT.resolve("README.md"));
    pages.add(Checkout.CHART.resolve("README.md"));
    try (Stream<Path> docs = Files.walk(Checkout.ROOT.resolve("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    return pages;
  }
}
