package io.etcdmonitor.e2e.bench;

import io.etcdmonitor.e2e.bench.sim.Addresses;
import io.etcdmonitor.e2e.bench.sim.SimulatedEtcd;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The simulated etcd clusters of one bench, a thousand of them in each process. */
final class Simulators implements AutoCloseable {
  private static final int PER_PROCESS = 1_000;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final List<ChildProcess> processes = new ArrayList<>();
  private final List<Long> told = new ArrayList<>();

  /**
   * Starts them.
   *
   * @param page file with a recorded metrics page; empty for none
   * @param tls where {@code ca.crt}, {@code server.crt} and {@code server.key} are; empty for plain
   *     text
   */
  Simulators(int clusters, Optional<Path> page, Optional<Path> tls, Path logs) {
    for (int first = 0; first < clusters; first += PER_PROCESS) {
      List<String> command =
          new ArrayList<>(
              List.of(
                  ProcessHandle.current().info().command().orElse("java"),
                  "-XX:+UseSerialGC",
                  "-Xms256m",
                  "-Xmx1g",
                  "--enable-native-access=ALL-UNNAMED",
                  "-cp",
                  System.getProperty("java.class.path"),
                  SimulatedEtcd.class.getName(),
                  Integer.toString(first),
                  Integer.toString(Math.min(PER_PROCESS, clusters - first)),
                  page.map(Path::toString).orElse("-")));
      tls.map(Path::toString).ifPresent(command::add);
      ChildProcess process =
          ChildProcess.start(command, Map.of(), logs.resolve("simulator-" + first + ".log"));
      processes.add(process);
      told.add(0L);
      Await.until(
          "the simulated members listen",
          PATIENCE,
          () -> {
            if (!process.alive()) {
              throw new IllegalStateException("the simulator ended: " + process.tail(20));
            }
            return process.output().contains("listening");
          });
    }
  }

  /** Does the same to many members, and waits until it is done. */
  void tell(String fault, List<Integer> members) {
    Map<Integer, List<Integer>> byProcess =
        members.stream().collect(Collectors.groupingBy(m -> m / Addresses.MEMBERS / PER_PROCESS));
    byProcess.forEach((process, some) -> {
      processes.get(process).say(some.stream().map(m -> fault + " " + m).toList());
      told.set(process, told.get(process) + some.size());
    });
    byProcess
        .keySet()
        .forEach(process ->
            Await.until(
                "the simulator has done it",
                PATIENCE,
                () -> done(processes.get(process)) >= told.get(process)));
  }

  @Override
  public void close() {
    processes.forEach(ChildProcess::kill);
  }

  private static long done(ChildProcess process) {
    return process.output().lines().filter("done"::equals).count();
  }
}
