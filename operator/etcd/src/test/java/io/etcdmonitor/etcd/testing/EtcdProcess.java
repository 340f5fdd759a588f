package io.etcdmonitor.etcd.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One etcd process: its output goes to a file, signals go to its pid only. Not thread-safe. */
final class EtcdProcess {
  private static final int TAIL_LINES = 15;
  private final Path log;
  private final Process process;

  private EtcdProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  static EtcdProcess start(Path binary, List<String> flags, Path log) {
    List<String> command = new ArrayList<>();
    command.add(binary.toString());
    command.addAll(flags);
    ProcessBuilder builder = new ProcessBuilder(command);
    cleanEnvironment(builder.environment());
    builder
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new EtcdProcess(process, log);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + binary, e);
    }
  }

  /** etcd reads every ETCD_* variable as a flag: none of ours may reach it. */
  static void cleanEnvironment(Map<String, String> environment) {
    environment.keySet().removeIf(name -> name.startsWith("ETCD"));
    if (!System.getProperty("os.arch").equals("amd64")) {
      // etcd 3.4 refuses to run on arm64 unless told that we know.
      environment.put("ETCD_UNSUPPORTED_ARCH", "arm64");
    }
  }

  long pid() {
    return process.pid();
  }

  boolean alive() {
    return process.isAlive();
  }

  /** SIGTERM; SIGKILL when it has not ended within ten seconds. */
  void stop() {
    signal("CONT");
    process.destroy();
    awaitEnd();
  }

  /** SIGKILL. */
  void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  /** SIGSTOP; returns once every thread stands still: until then one may still answer. */
  void freeze() {
    signal("STOP");
    Await.until("process " + pid() + " is stopped", Duration.ofSeconds(5), this::stopped);
  }

  private boolean stopped() throws IOException {
    Path threads = Path.of("/proc", Long.toString(pid()), "task");
    if (!alive() || !Files.isDirectory(threads)) {
      return true;
    }
    try (Stream<Path> each = Files.list(threads)) {
      for (Path thread : each.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
    }
    return true;
  }

  /** Sends a signal by name, for example {@code CONT}. */
  void signal(String name) {
    if (!alive()) {
      return;
    }
    try {
      Process kill =
          new ProcessBuilder("kill", "-" + name, Long.toString(pid()))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      kill.getOutputStream().close();
      kill.waitFor(5, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot signal etcd", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitEnd() {
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        process.waitFor(10, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** The last lines that etcd wrote. */
  String logTail() {
    try {
      List<String> lines =
          new String(Files.readAllBytes(log), StandardCharsets.UTF_8).lines().toList();
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }
}
