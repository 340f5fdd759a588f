package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the image does while it is built and when it starts, outside a container. */
class ImageIT {
  private static final Path IMAGE = Checkout.ROOT.resolve("deploy/image");
  private static final Path BUILT = Checkout.ROOT.resolve("operator/app/target/etcd-monitor");
  private static final String MAIN = "io.etcdmonitor.app.Main";
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
    Command.run(
        List.of(IMAGE.resolve("train.sh").toString(), distribution.toString()),
        Map.of("JAVA_HOME", System.getProperty("java.home")));
  }

  @Test
  void theProgramStartsFromTheCache() throws IOException {
    Path loaded = directory.resolve("loaded.txt");
    assertThat(program(List.of("-XX:AOTMode=on", "-Xlog:class+load:file=" + loaded), "version"))
        .containsIgnoringCase("etcd-monitor");
    assertThat(Files.readString(loaded))
        .containsPattern("(?m)" + MAIN + " source: shared objects file");
  }

  @Test
  void aJarInPluginsLeavesTheCacheValid() throws IOException {
    Path plugins = Files.createDirectories(distribution.resolve("plugins"));
    Path jar = plugins.resolve("a-plugin.jar");
    try (Stream<Path> jars = Files.list(distribution.resolve("lib"))) {
      Files.copy(
          jars.filter(j -> j.toString().contains("jspecify")).findFirst().orElseThrow(), jar);
    }
    Path loaded = directory.resolve("loaded-with-plugin.txt");
    program(List.of("-XX:AOTMode=on", "-Xlog:class+load:file=" + loaded), "version");
    assertThat(Files.readString(loaded))
        .containsPattern("(?m)" + MAIN + " source: shared objects file");
    Files.delete(jar);
  }

  @Test
  void withoutTheCacheItStartsAllTheSame() throws IOException {
    Path cache = distribution.resolve("etcd-monitor.aot");
    Path away = directory.resolve("away.aot");
    Files.move(cache, away);
    try {
      assertThat(program(List.of(), "version")).containsIgnoringCase("etcd-monitor");
    } finally {
      Files.move(away, cache);
    }
  }

  @Test
  void theEntryPointOfTheImageIsWhatIsTestedHere() {
    String entryPoint =
        Checkout.read(IMAGE.resolve("Dockerfile")).replaceFirst("(?s).*ENTRYPOINT", "");
    assertThat(entryPoint)
        .containsSubsequence(
            "@/opt/etcd-monitor/image/jvm.options",
            "@/opt/etcd-monitor/aot.options",
            "@/opt/etcd-monitor/class-path.options",
            MAIN)
        .contains("CMD [\"operator\"]");
  }

  @Test
  void aDirectoryWithoutJarsIsRefused() throws IOException {
    Path empty = Files.createDirectories(directory.resolve("empty"));
    assertThatThrownBy(
            () -> Command.run(List.of(IMAGE.resolve("train.sh").toString(), empty.toString())))
        .hasMessageContaining("has no jars: is this a distribution?");
  }

  /** Not a check: what the cache gains here, for the reader of the log. */
  @Test
  void sayWhatTheCacheGains() {
    Duration with = fastest(List.of("-XX:AOTMode=on"));
    Duration without = fastest(List.of("-XX:AOTMode=off"));
    System.out.printf(
        "etcd-monitor version: %d ms with the AOT cache, %d ms without%n",
        with.toMillis(), without.toMillis());
    assertThat(with).isPositive();
  }

  private static Duration fastest(List<String> flags) {
    return Stream.generate(() -> timed(flags)).limit(3).min(Duration::compareTo).orElseThrow();
  }

  private static Duration timed(List<String> flags) {
    long start = System.nanoTime();
    program(flags, "version");
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** As the image's entry point starts it. */
  private static String program(List<String> flags, String... arguments) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("@" + IMAGE.resolve("jvm.options"));
    line.add("@" + distribution.resolve("aot.options"));
    line.add("@" + distribution.resolve("class-path.options"));
    line.addAll(flags);
    line.add(MAIN);
    line.addAll(List.of(arguments));
    return Command.run(line);
  }

  /** With times: the JVM takes a jar with another time for another jar. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(
            file,
            to.resolve(from.relativize(file).toString()),
            java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }
}
