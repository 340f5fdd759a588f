package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the image does while it is built and when it starts, outside a container. */
class ImageIT {
  private static final Path IMAGE = Checkout.ROOT.resolve("deploy/image");
  private static final Path BUILT = Checkout.ROOT.resolve("operator/app/target/etcd-monitor");
  private static final String FROM_THE_CACHE =
      "io.etcdmonitor.app.Main source: shared objects file";
  private static final int AOT_SINCE = 25;

  @TempDir private static Path directory;
  private static Path distribution;

  @BeforeAll
  static void train() throws IOException {
    Assumptions.assumeTrue(
        Files.isDirectory(BUILT.resolve("lib")),
        "SKIPPED, needs the distribution: run 'make build' first (" + BUILT + ")");
    Assumptions.assumeTrue(
        Runtime.version().feature() >= AOT_SINCE,
        "SKIPPED, needs JDK 25 or newer for the AOT cache, not " + Runtime.version());
    distribution = directory.resolve("etcd-monitor");
    copy(BUILT, distribution);
    Files.deleteIfExists(cache());
    Command.run(
        List.of(IMAGE.resolve("train.sh").toString(), distribution.toString()), environment(""));
  }

  @Test
  void theProgramStartsFromTheCache() throws IOException {
    Path loaded = directory.resolve("loaded.txt");
    assertThat(version("-XX:AOTMode=on -Xlog:class+load:file=" + loaded))
        .containsIgnoringCase("etcd-monitor");
    assertThat(loaded).content().contains(FROM_THE_CACHE);
  }

  @Test
  void aJarInPluginsLeavesTheCacheValid() throws IOException {
    Path plugins = Files.createDirectories(distribution.resolve("plugins"));
    Path jar = Files.copy(anyJar(), plugins.resolve("a-plugin.jar"));
    Path loaded = directory.resolve("loaded-with-plugin.txt");
    version("-XX:AOTMode=on -Xlog:class+load:file=" + loaded);
    assertThat(loaded).content().contains(FROM_THE_CACHE);
    Files.delete(jar);
    Files.delete(plugins);
  }

  @Test
  void withoutTheCacheItStartsAllTheSame() throws IOException {
    Path away = directory.resolve("away.aot");
    Files.move(cache(), away);
    try {
      assertThat(version("")).containsIgnoringCase("etcd-monitor");
    } finally {
      Files.move(away, cache());
    }
  }

  @Test
  void aCacheThatDoesNotFitIsIgnoredWithoutAWord() {
    String printed =
        Command.run(
            List.of(distribution.resolve("bin/etcd-monitor").toString(), "version"),
            Map.of("JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", "-Xmx200m"));
    assertThat(printed.lines()).singleElement().asString().startsWith("etcd-monitor ");
  }

  @Test
  void theImageRunsWhatIsTestedHere() {
    assertThat(Checkout.read(IMAGE.resolve("Dockerfile")))
        .contains("RUN /opt/etcd-monitor/image/train.sh /opt/etcd-monitor\n")
        .contains("ENTRYPOINT [\"/opt/etcd-monitor/bin/etcd-monitor\"]\nCMD [\"operator\"]\n")
        .containsPattern("(?m)^USER \\d+:\\d+$");
  }

  @Test
  void aDirectoryThatIsNoDistributionIsRefused() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    List<String> command = List.of(IMAGE.resolve("train.sh").toString(), empty.toString());
    assertThatThrownBy(() -> Command.run(command))
        .hasMessageContaining("has no bin/etcd-monitor: is this a distribution?");
  }

  /**
   * No check of speed, which no test should make; what the cache gains here, for the reader of the
   * log.
   */
  @Test
  void sayWhatTheCacheGains() {
    Duration with = fastest("-XX:AOTMode=on");
    Duration without = fastest("-XX:AOTMode=off");
    System.out.printf(
        "etcd-monitor version: %d ms with the AOT cache, %d ms without%n",
        with.toMillis(), without.toMillis());
    assertThat(with).isPositive();
  }

  private static Duration fastest(String flags) {
    return Stream.generate(() -> timed(flags)).limit(3).min(Duration::compareTo).orElseThrow();
  }

  private static Duration timed(String flags) {
    long start = System.nanoTime();
    version(flags);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** As the image's entry point starts it, with more flags for the JVM. */
  private static String version(String flags) {
    return Command.run(
        List.of(distribution.resolve("bin/etcd-monitor").toString(), "version"),
        environment(flags));
  }

  private static Map<String, String> environment(String flags) {
    Matcher options =
        Pattern.compile("(?m)^ENV JAVA_OPTS=\"(.*)\"$")
            .matcher(Checkout.read(IMAGE.resolve("Dockerfile")));
    assertThat(options.find()).as("the Dockerfile sets JAVA_OPTS").isTrue();
    return Map.of(
        "JAVA_HOME", System.getProperty("java.home"), "JAVA_OPTS", options.group(1) + " " + flags);
  }

  private static Path cache() {
    return distribution.resolve("lib/etcd-monitor.aot");
  }

  private static Path anyJar() throws IOException {
    try (Stream<Path> jars = Files.list(distribution.resolve("lib"))) {
      return jars.filter(j -> j.toString().contains("jspecify")).findFirst().orElseThrow();
    }
  }

  /** With times: the JVM takes a jar of another time for another jar. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
