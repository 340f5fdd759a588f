package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.process.Await;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Asks another JVM about its heap, with the JDK's jcmd. */
final class JvmHeap {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private JvmHeap() {}

  /** Objects that are alive, after a collection; -1 where there is no jcmd. */
  static long liveMiB(long pid) throws IOException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    if (!Files.isExecutable(jcmd)) {
      return -1;
    }
    Process process =
        new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    Await.ended(process, PATIENCE);
    // The last line: "Total", objects, bytes.
    return text.lines()
        .filter(line -> line.startsWith("Total"))
        .map(line -> line.trim().split("\\s+"))
        .mapToLong(words -> Long.parseLong(words[2]) >> 20)
        .findFirst()
        .orElse(-1);
  }
}
