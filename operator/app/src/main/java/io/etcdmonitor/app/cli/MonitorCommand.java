package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.EngineFactory;
import io.etcdmonitor.app.EngineHandle;
import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.Shutdown;
import io.etcdmonitor.app.alerts.AlertApi;
import io.etcdmonitor.app.alerts.AlertService;
import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.app.config.ConfigUse;
import io.etcdmonitor.app.config.Options;
import io.etcdmonitor.app.http.ApiAccess;
import io.etcdmonitor.app.http.HttpEndpoint;
import io.etcdmonitor.app.http.Pages;
import io.etcdmonitor.app.http.Resource;
import io.etcdmonitor.app.logging.TransitionLog;
import io.etcdmonitor.app.metrics.Metrics;
import io.etcdmonitor.app.watch.DocumentView;
import io.etcdmonitor.app.watch.Documents;
import io.etcdmonitor.app.watch.Feed;
import io.etcdmonitor.app.watch.LineView;
import io.etcdmonitor.app.watch.LiveView;
import io.etcdmonitor.app.watch.Snapshot;
import io.etcdmonitor.app.watch.Target;
import io.etcdmonitor.app.watch.View;
import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.alert.ClusterAlerts;
import io.etcdmonitor.engine.alert.Surroundings;
import io.etcdmonitor.engine.model.ClusterKey;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code monitor}: watches one cluster until it is stopped. */
public final class MonitorCommand implements Command {
  private static final Duration TICK = Duration.ofSeconds(1);

  private final Terminal terminal;
  private final EngineFactory engines;
  private final Shutdown shutdown;
  private final Clock clock;

  public MonitorCommand(Terminal terminal, EngineFactory engines, Shutdown shutdown, Clock clock) {
    this.terminal = terminal;
    this.engines = engines;
    this.shutdown = shutdown;
    this.clock = clock;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            this,
            "monitor",
            "Watches one cluster, without Kubernetes, until Ctrl-C. In a terminal it shows the whole state"
                + " and redraws it; in a pipe it prints one line for each change. It serves /metrics,"
                + " /healthz and /readyz as well, and writes nothing to the cluster unless"
                + " --write-probe is given.",
            "",
            "-o json prints one JSON document a line, -o yaml one YAML document: after every run of the"
                + " feature healthy, and whenever something else that people should see has changed."
                + " Each holds the whole state; transitions holds what happened in the run that caused it.",
            "",
            "Watching never waits for whoever reads. Where nobody does for long, the oldest results are"
                + " skipped; a line, or skipped in the next document, says how many.",
            "");
    spec.addOption(Flags.output());
    Flags.withOptions(spec, ConfigUse.MONITOR);
    return RetiredFlags.addTo(spec);
  }

  @Override
  public int run(ParseResult parsed) {
    shutdown.listen();
    AppConfig config = Flags.load(ConfigUse.MONITOR, parsed, terminal.environment());
    Flags.logging(config, ConfigUse.MONITOR);
    RetiredFlags.notices(parsed).forEach(terminal.err()::println);
    Target target = new Target(config);
    try (EngineHandle handle = engines.create(target.engineConfig());
        Metrics metrics = new Metrics(handle.engine(), Map::of, clock)) {
      Engine engine = handle.engine();
      Feed feed = new Feed();
      engine.addListener(feed);
      if (config.settings().isSet(Options.LOG_LEVEL)) {
        engine.addListener(new TransitionLog());
      }
      Optional<AlertService> alerts = alerts(config, engine, metrics);
      target.watch(engine, false);
      try (HttpEndpoint http =
          HttpEndpoint.start(
              config.api().host(),
              config.api().port(),
              Pages.of(engine, metrics, () -> notReady(engine, target), clock),
              alerts.map(service -> api(config, service)).orElse(Map.of()))) {
        engine.resume();
        show(
            feed,
            view(Flags.output(parsed), engine, target, config.api().host() + ":" + http.port()));
      } finally {
        alerts.ifPresent(AlertService::close);
      }
    }
    return ExitCode.OK.code();
  }

  private Map<String, Resource> api(AppConfig config, AlertService alerts) {
    ApiAccess access = new ApiAccess(config.api().tokenFile().map(Path::of));
    return AlertApi.resources(alerts.engine(), access, clock);
  }

  /** Only for those who give a file: a person who watches needs no messages. */
  private Optional<AlertService> alerts(AppConfig config, Engine engine, Metrics metrics) {
    if (config.alerts().file().isEmpty()) {
      return Optional.empty();
    }
    AlertService alerts =
        AlertService.create(config.alerts(), Surroundings.ALONE, terminal.environment(), clock);
    metrics.addAlerts(alerts.engine()::stats, alerts::reloadSuccess);
    alerts.engine().settings(key -> settings(engine, key));
    engine.addListener(alerts.engine());
    alerts.start();
    return Optional.of(alerts);
  }

  /** The thresholds that a cluster is watched with. */
  private static ClusterAlerts settings(Engine engine, ClusterKey key) {
    return engine.clusters().stream()
        .filter(cluster -> cluster.key().equals(key))
        .findFirst()
        .map(cluster ->
            new ClusterAlerts(
                true, List.of(), Map.of(), Set.of(), cluster.description(), cluster.thresholds()))
        .orElse(ClusterAlerts.DEFAULTS);
  }

  private void show(Feed feed, View view) {
    try {
      while (!shutdown.isRequested()) {
        feed.show(view, TICK);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      view.close();
    }
  }

  private View view(OutputFormat format, Engine engine, Target target, String address) {
    return switch (format) {
      case JSON ->
          new DocumentView(
              terminal.out(),
              transitions -> Snapshot.of(engine, target.key(), clock.instant(), transitions),
              Documents::json);
      case YAML ->
          new DocumentView(
              terminal.out(),
              transitions -> Snapshot.of(engine, target.key(), clock.instant(), transitions),
              Documents::yaml);
      case TABLE ->
          terminal.interactive()
              ? new LiveView(
                  terminal.out(),
                  () -> Snapshot.of(engine, target.key(), clock.instant(), List.of()),
                  "Ctrl-C ends; metrics on http://" + address + "/metrics")
              : new LineView(terminal.out());
    };
  }

  private static Optional<String> notReady(Engine engine, Target target) {
    boolean looked =
        engine.inspections(target.key()).stream().anyMatch(state -> state.latest().isPresent());
    return looked ? Optional.empty() : Optional.of("the cluster has not been looked at yet");
  }
}
