package io.etcdmonitor.toolkit.disk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Runs fio (3.5 or later: earlier ones do not measure fdatasync) and reads its JSON. */
final class Fio {
  private static final double MILLIS = 1e6;
  private static final long LIMIT_MINUTES = 30;

  private Fio() {}

  /** What is installed; empty when nothing is. */
  static Optional<String> version() throws InterruptedException {
    try {
      Process process = new ProcessBuilder("fio", "--version").redirectErrorStream(true).start();
      String words =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      return process.waitFor() == 0 && words.startsWith("fio")
          ? Optional.of(words)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static SyncTimes run(DiskOptions options, Path directory)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile(directory, "etcd-monitor-disk-check-", ".tmp");
    Path out = Files.createTempFile("fio", ".json");
    Path complaints = Files.createTempFile("fio", ".err");
    Process process =
        new ProcessBuilder(
                List.of(
                    "fio",
                    "--name=etcd-monitor",
                    "--filename=" + file.toString().replace(":", "\\:"),
                    "--rw=write",
                    "--ioengine=sync",
                    "--fdatasync=1",
                    "--size=" + options.bytes(),
                    "--bs=" + options.blockSize(),
                    "--output-format=json"))
            .redirectOutput(out.toFile())
            .redirectError(complaints.toFile())
            .start();
    try {
      // Interruptible, unlike reading what it prints.
      if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException(
            "fio failed: "
                + (Files.readString(complaints) + Files.readString(out))
                    .lines()
                    .findFirst()
                    .orElse(""));
      }
      return parse(Files.readString(out));
    } finally {
      process.destroy();
      Files.deleteIfExists(out);
      Files.deleteIfExists(file);
      Files.deleteIfExists(complaints);
    }
  }

  /**
   * Reads what it printed.
   *
   * @throws IOException with one sentence when it is not what fio 3.5 and later print
   */
  static SyncTimes parse(String out) throws IOException {
    // Warnings come before the document.
    int begin = out.indexOf('{');
    JsonNode document;
    try {
      document = new ObjectMapper().readTree(begin < 0 ? "" : out.substring(begin));
    } catch (JsonProcessingException e) {
      throw new IOException("fio's output cannot be read: " + e.getOriginalMessage(), e);
    }
    JsonNode job = document.at("/jobs/0");
    JsonNode sync = job.at("/sync/lat_ns");
    JsonNode percentiles = sync.path("percentile");
    if (job.path("error").asInt(-1) != 0 || percentiles.path("99.000000").isMissingNode()) {
      throw new IOException(
          "fio tells no percentiles of fdatasync: it is older than 3.5, or its job failed");
    }
    return new SyncTimes(
        document.path("fio version").asText("fio"),
        sync.path("N").asLong(),
        job.at("/write/iops").asDouble(),
        new DiskResult.Latency(
            sync.path("mean").asDouble() / MILLIS,
            percentiles.path("50.000000").asDouble() / MILLIS,
            percentiles.path("99.000000").asDouble() / MILLIS,
            percentiles.path("99.900000").asDouble() / MILLIS,
            sync.path("max").asDouble() / MILLIS));
  }
}
