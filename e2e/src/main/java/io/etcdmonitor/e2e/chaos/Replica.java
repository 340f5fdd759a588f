package io.etcdmonitor.e2e.chaos;

import io.etcdmonitor.e2e.kube.Kubeconfigs;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.operator.Scrape;
import io.etcdmonitor.etcd.testing.FaultProxy;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** One replica of the operator, with a proxy of its own before the Kubernetes API. */
final class Replica implements AutoCloseable {
  private final String name;
  private final String kubeconfig;
  private final List<String> flags;
  private final Path logs;
  private final FaultProxy proxy;
  private OperatorProcess process;
  private boolean frozen;
  private boolean cutOff;
  private boolean blind;
  private int starts;

  Replica(String name, String kubeconfig, List<String> flags, Path logs) {
    this.name = name;
    this.flags = flags;
    this.logs = logs;
    this.proxy = new FaultProxy(Kubeconfigs.port(kubeconfig));
    this.kubeconfig = Kubeconfigs.withPort(kubeconfig, proxy.port());
    start();
  }

  String name() {
    return name;
  }

  /** Between it and the Kubernetes API. */
  FaultProxy api() {
    return proxy;
  }

  void start() {
    starts++;
    blind = cutOff;
    process = OperatorProcess.start(kubeconfig, name, Map.of(), flags);
  }

  void awaitReady() {
    process.awaitReady();
  }

  /** Whether it runs and can be asked. */
  boolean answers() {
    return running() && !frozen;
  }

  boolean running() {
    return process != null && process.process().alive();
  }

  /** Whether nobody means it to run. */
  boolean killed() {
    return process == null;
  }

  boolean frozen() {
    return frozen;
  }

  /** Whether it alone, or with others, does not reach the Kubernetes API. */
  boolean cutOff() {
    return cutOff;
  }

  void cutOff(boolean now) {
    cutOff = now;
    blind &= now;
  }

  /** Whether it was started without the Kubernetes API, and so knows of no cluster. */
  boolean blind() {
    return blind;
  }

  void kill() {
    keepLog();
    process.process().kill();
    process.close();
    process = null;
    frozen = false;
  }

  /** As Kubernetes ends it. */
  void stop() {
    process.process().close();
    keepLog();
    process.close();
    process = null;
  }

  void freeze() {
    process.process().signal("STOP");
    frozen = true;
  }

  void thaw() {
    process.process().signal("CONT");
    frozen = false;
  }

  Scrape metrics() throws IOException, InterruptedException {
    return process.metrics();
  }

  boolean leads() throws IOException, InterruptedException {
    return metrics().value("etcd_monitor_leader").orElse(0) == 1;
  }

  /** Open files and threads, as the system counts them. */
  Usage usage() throws IOException {
    String proc = "/proc/" + process.process().pid();
    String[] files = new File(proc + "/fd").list();
    int threads =
        Files.readAllLines(Path.of(proc + "/status")).stream()
            .filter(line -> line.startsWith("Threads:"))
            .mapToInt(line -> Integer.parseInt(line.substring("Threads:".length()).strip()))
            .findFirst()
            .orElse(0);
    return new Usage(starts, files == null ? 0 : files.length, threads);
  }

  /**
   * What a process holds.
   *
   * @param process which one: how often the replica was started
   * @param files open file descriptors
   * @param threads of the system
   */
  record Usage(int process, int files, int threads) {}

  /** What this process logged so far. */
  String log() {
    return process == null ? "" : process.log();
  }

  private void keepLog() {
    try {
      Files.writeString(logs.resolve("%s-%d.log".formatted(name, starts)), process.log());
    } catch (IOException e) {
      throw new IllegalStateException("the log cannot be kept", e);
    }
  }

  @Override
  public void close() {
    if (process != null) {
      if (frozen) {
        thaw();
      }
      stop();
    }
    proxy.close();
  }
}
