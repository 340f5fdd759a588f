package io.etcdmonitor.app.alerts;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.alert.KnownAlert;
import io.etcdmonitor.engine.alert.OpenAlert;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Thresholds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An operator that starts with a bad alerts file watches, and tells nobody until it is mended. */
class AlertsHeldBackTest {
  private static final ClusterKey CLUSTER = new ClusterKey("prod", "orders");
  private static final String BAD = "channels: [{name: hook, type: carrier-pigeon}]";
  private static final String GOOD =
      """
      channels: [{name: hook, type: webhook, url: "http://127.0.0.1:1/"}]
      rules:
        - {name: Mine, warning: {feature: request, measurement: watchers, above: 5}}
      """;

  @TempDir private Path directory;

  private final List<String> reloads = new ArrayList<>();

  @Test
  void itIsToldAndTheMendedFileComesIntoForce() throws Exception {
    Path file = Files.writeString(directory.resolve("alerts.yaml"), BAD);
    try (AlertService service = service(file)) {
      assertThat(service.engine().active()).isFalse();
      assertThat(service.reloadSuccess()).isFalse();
      assertThat(service.reload()).isFalse();
      assertThat(service.reload()).isFalse();
      assertThat(reloads)
          .singleElement()
          .asString()
          .contains("alerts.yaml: line 1: there is no channel type 'carrier-pigeon'")
          .endsWith("no alert is evaluated or sent until it is mended: the rest works");

      Files.writeString(file, GOOD);
      assertThat(service.reload()).isTrue();
      assertThat(service.reloadSuccess()).isTrue();
      assertThat(service.engine().active()).isTrue();
      assertThat(service.engine().config().channels()).contains("hook");
      assertThat(reloads).hasSize(2).last().isEqualTo("in force");

      Files.writeString(file, BAD);
      assertThat(service.reload()).isFalse();
      assertThat(service.engine().active()).as("as it was before").isTrue();
      assertThat(reloads.get(2)).endsWith("; the configuration before stays in force");
    }
  }

  @Test
  void aFileThatIsNotThereYetOrEmptiedIsMendedToo() throws Exception {
    Path file = directory.resolve("alerts.yaml");
    try (AlertService service = service(file)) {
      assertThat(service.reload()).isFalse();
      assertThat(reloads).singleElement().asString().contains("cannot be read");
      Files.writeString(file, "");
      assertThat(service.reload()).isTrue();
      assertThat(service.engine().active()).isTrue();
      assertThat(service.reloadSuccess()).isTrue();
    }
  }

  /** With the built-in rules alone it would be over, and its channel one that there is not. */
  @Test
  void whatTheLeaderBeforeHadOpenStaysAndWishesAreNotCalledWrong() throws Exception {
    Path file = Files.writeString(directory.resolve("alerts.yaml"), BAD);
    ClusterAlerts wishes =
        new ClusterAlerts(true, List.of("hook"), Map.of(), Set.of("Mine"), "", Thresholds.DEFAULTS);
    try (AlertService service = service(file)) {
      service.start();
      service.engine().lead(1, Map.of(CLUSTER, open()));
      assertThat(service.engine().problems(wishes, Set.of())).isEmpty();
      assertThat(service.engine().open(CLUSTER))
          .extracting(OpenAlert::rule)
          .containsExactly("Mine");

      Files.writeString(file, GOOD);
      assertThat(service.reload()).isTrue();
      assertThat(service.engine().problems(wishes, Set.of())).isEmpty();
      assertThat(service.engine().open(CLUSTER))
          .singleElement()
          .satisfies(alert ->
              assertThat(alert.told())
                  .extracting(OpenAlert.Heard::channel)
                  .containsExactly("hook"));
    }
  }

  private static KnownAlert.OfCluster open() {
    Instant since = Instant.now().minus(Duration.ofMinutes(10));
    OpenAlert.Heard told =
        new OpenAlert.Heard("hook", Severity.WARNING, since, true, Optional.empty());
    KnownAlert alert =
        new KnownAlert(
            "Mine",
            "",
            "",
            "0001",
            Severity.WARNING,
            "orders: Mine",
            "too many watchers",
            since,
            Optional.empty(),
            false,
            Optional.empty(),
            Optional.empty(),
            List.of(told));
    return new KnownAlert.OfCluster(List.of(alert), true, since);
  }

  private AlertService service(Path file) {
    AlertService service =
        AlertService.forOperator(
            new AppConfig.Alerts(Optional.of(file.toString()), Optional.empty()),
            Surroundings.ALONE,
            Map.of(),
            Clock.systemUTC());
    service.onReload(refused -> reloads.add(refused.orElse("in force")));
    return service;
  }
}
