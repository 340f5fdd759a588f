package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The commands of the documentation do what whoever copies them expects. */
class DocumentedCommandsTest {
  private static final Pattern COMMAND =
      Pattern.compile("(?m)^ *helm (install|upgrade) (?:[^\\n]*\\\\\\n)*[^\\n]*");

  private static final Pattern ETCDCTL =
      Pattern.compile(
          "(?m)(?:`|^)(?:[A-Z_]+=\\S+ )?etcdctl ((?:--\\S+ )*)([a-z][a-z-]*(?: [a-z-]+)?)");

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

  @Test
  void whatIsRepairedWithEtcdctlIsRepairedWithCtlToo() throws IOException {
    String commands = Checkout.read(Checkout.ROOT.resolve("docs/commands.md"));
    List<MatchResult> repairs = new ArrayList<>();
    List<Path> pages = new ArrayList<>(runbooks());
    pages.add(Checkout.ROOT.resolve("docs/repair.md"));
    for (Path page : pages) {
      ETCDCTL.matcher(Checkout.read(page)).results().forEach(repairs::add);
    }
    assertThat(repairs)
        .hasSizeGreaterThan(10)
        .allSatisfy(found -> {
          String[] words = found.group(2).split(" ", -1);
          assertThat(commands)
              .containsAnyOf(
                  "## `etcd-monitor ctl " + found.group(2) + "`",
                  "## `etcd-monitor ctl " + words[0] + "`");
          // Beside the variable ETCDCTL_ENDPOINTS, which whoever types many commands sets.
          assertThat(found.group(1)).as(found.group()).doesNotContain("--endpoints");
        });
  }

  /**
   * With the IDs that it had, members that start with their old data would be taken for its own.
   */
  @Test
  void aClusterIsRestoredUnderIdsOfItsOwn() throws IOException {
    String page = Checkout.read(Checkout.ROOT.resolve("docs/repair.md"));
    List<String> restores =
        Pattern.compile("snapshot restore (?:[^\\n]*\\\\\\n)*[^\\n]*")
            .matcher(page)
            .results()
            .map(MatchResult::group)
            .toList();
    assertThat(restores)
        .isNotEmpty()
        .allSatisfy(command -> assertThat(command).contains("--initial-cluster-token TOKEN"));
  }

  @Test
  void whatIsRunInThePodIsOnThePathThere() {
    assertThat(Checkout.read(Checkout.ROOT.resolve("deploy/image/Dockerfile")))
        .contains("\nENV PATH=\"/opt/etcd-monitor/bin:${PATH}\"\n")
        .contains("\nENTRYPOINT [\"/opt/etcd-monitor/bin/etcd-monitor\"]\n");
  }

  static List<Path> runbooks() throws IOException {
    return pages().stream().filter(page -> page.getParent().endsWith("runbooks")).toList();
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
