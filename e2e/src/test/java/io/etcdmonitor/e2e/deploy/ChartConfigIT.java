package io.etcdmonitor.e2e.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration file that the chart renders is one that the operator accepts. */
class ChartConfigIT {
  private static final Path LAUNCHER =
      Checkout.ROOT.resolve("operator/app/target/etcd-monitor/bin/etcd-monitor");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{sharding: {enabled: true, replicas: 3}}",
        "{watchNamespaces: [team-a, team-b], logging: {format: plain, level: trace}}",
        "{config: {leaderElection: {leaseDuration: 30s, renewTimeout: 5s, retryPeriod: 1s},"
            + " status: {heartbeat: 1h30m}, engine: {maxConcurrentRounds: 8}}}",
      })
  void theOperatorAcceptsIt(String values, @TempDir Path directory) throws IOException {
    Assumptions.assumeTrue(
        Files.isExecutable(LAUNCHER),
        "SKIPPED, needs the distribution: run 'make build' first (" + LAUNCHER + ")");
    String config = Chart.render(values).only("ConfigMap").at("/data/config.yaml").asText();
    Path file = Files.writeString(directory.resolve("config.yaml"), config);
    assertThat(Command.run(List.of(LAUNCHER.toString(), "config", "check", file.toString())))
        .as(config)
        .contains("ok");
  }
}
