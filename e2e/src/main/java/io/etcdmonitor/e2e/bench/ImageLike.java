package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.operator.Distribution;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The operator as the container runs it: with the options of the Dockerfile, the heap that the
 * chart's limit of memory makes of them, and the AOT cache that the image's own script makes.
 */
final class ImageLike {
  private static final Pattern OPTIONS = Pattern.compile("(?m)^ENV JAVA_OPTS=\"(.*)\"$");
  private static final Pattern SHARE = Pattern.compile("-XX:MaxRAMPercentage=(\\d+)");
  private static final Pattern LIMIT =
      Pattern.compile("(?m)^  limits:\\n    memory: (\\d+)(Mi|Gi)$");
  private static final Duration TRAINING = Duration.ofMinutes(5);

  private ImageLike() {}

  /** The image's {@code JAVA_OPTS}; the share of the container's memory is said in MiB. */
  static String javaOptions() throws IOException {
    Path root = Distribution.checkout();
    Matcher options = find(OPTIONS, root.resolve("deploy/image/Dockerfile"));
    Matcher limit = find(LIMIT, root.resolve("helm/etcd-monitor/values.yaml"));
    long memory = Long.parseLong(limit.group(1)) * (limit.group(2).equals("Gi") ? 1024 : 1);
    return SHARE
        .matcher(options.group(1))
        .replaceAll(share -> "-Xmx%dm".formatted(memory * Long.parseLong(share.group(1)) / 100));
  }

  /**
   * Copies the distribution and, if asked for, trains it.
   *
   * @return the copy's launcher
   */
  static Path distribution(Path directory, String javaOptions, boolean aot) throws IOException {
    Path built = Distribution.launcher().resolve("../..").normalize();
    Path copy = directory.resolve("etcd-monitor");
    try (Stream<Path> files = Files.walk(built)) {
      for (Path file : files.filter(f -> !f.toString().endsWith(".aot")).toList()) {
        Files.copy(file, copy.resolve(built.relativize(file).toString()));
      }
    }
    if (aot) {
      Path script = Distribution.checkout().resolve("deploy/image/train.sh");
      try (ChildProcess training =
          ChildProcess.start(
              List.of(script.toString(), copy.toString()),
              Map.of("JAVA_OPTS", javaOptions),
              directory.resolve("train.log"))) {
        Await.until("the AOT cache is made", TRAINING, () -> !training.alive());
        if (training.exitCode() != 0) {
          throw new IOException("cannot make the AOT cache: " + training.tail(20));
        }
      }
    }
    return copy.resolve("bin/etcd-monitor");
  }

  private static Matcher find(Pattern pattern, Path file) throws IOException {
    Matcher matcher = pattern.matcher(Files.readString(file));
    if (!matcher.find()) {
      throw new IOException(file + " has nothing like " + pattern);
    }
    return matcher;
  }
}
