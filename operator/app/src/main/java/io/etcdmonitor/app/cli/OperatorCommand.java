package io.etcdmonitor.app.cli;

import io.etcdmonitor.app.BuildInfo;
import io.etcdmonitor.app.EngineFactory;
import io.etcdmonitor.app.EngineHandle;
import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.KubeFactory;
import io.etcdmonitor.app.Shutdown;
import io.etcdmonitor.app.alerts.AlertApi;
import io.etcdmonitor.app.alerts.AlertService;
import io.etcdmonitor.app.alerts.KubeSurroundings;
import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.app.config.ConfigUse;
import io.etcdmonitor.app.http.ApiAccess;
import io.etcdmonitor.app.http.HttpEndpoint;
import io.etcdmonitor.app.http.Pages;
import io.etcdmonitor.app.logging.TransitionLog;
import io.etcdmonitor.app.metrics.Metrics;
import io.etcdmonitor.engine.EngineConfig;
import io.etcdmonitor.kube.KubeOperator;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * {@code operator}: watches the clusters that the EtcdClusters of a Kubernetes API describe, until
 * it is stopped.
 */
public final class OperatorCommand implements Command {
  private static final Logger LOG = LoggerFactory.getLogger(OperatorCommand.class);

  private final Terminal terminal;
  private final EngineFactory engines;
  private final KubeFactory kube;
  private final Shutdown shutdown;
  private final Clock clock;

  public OperatorCommand(
      Terminal terminal, EngineFactory engines, KubeFactory kube, Shutdown shutdown, Clock clock) {
    this.terminal = terminal;
    this.engines = engines;
    this.kube = kube;
    this.shutdown = shutdown;
    this.clock = clock;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Flags.command(
            this,
            "operator",
            "Watches the etcd clusters that EtcdClusters in Kubernetes describe, and writes what it sees to"
                + " their status, until it is stopped. Starts although the Kubernetes API is away, and"
                + " goes on probing when it goes away.",
            "");
    return Flags.withOptions(spec, ConfigUse.OPERATOR);
  }

  @Override
  public int run(ParseResult parsed) {
    shutdown.listen();
    AppConfig config = Flags.load(ConfigUse.OPERATOR, parsed, terminal.environment());
    Flags.logging(config, ConfigUse.OPERATOR);
    try (EngineHandle engine = engines.create(engineConfig(config));
        KubeFactory.Handle handle = kube.create(config.operator(), engine.engine())) {
      serve(config, engine, handle.operator());
    }
    LOG.info("Stopped");
    return ExitCode.OK.code();
  }

  private void serve(AppConfig config, EngineHandle engine, KubeOperator operator) {
    engine.engine().addListener(new TransitionLog());
    KubeSurroundings surroundings = new KubeSurroundings(engine.engine(), operator, clock);
    try (Metrics metrics = new Metrics(engine.engine(), operator::problems, clock);
        AlertService alerts =
            AlertService.forOperator(
                config.alerts(), surroundings, terminal.environment(), clock)) {
      metrics.addKubernetes(operator.stats());
      metrics.addAlerts(alerts.engine()::stats, alerts::reloadSuccess);
      alerts.engine().settings(surroundings::settings);
      alerts.onReload(operator::alertsFile);
      operator.use(alerts.engine());
      engine.engine().addListener(alerts.engine());
      alerts.start();
      boolean sharded = config.operator().sharding().isPresent();
      Readiness ready = new Readiness(operator.stats(), alerts.engine()::configured, sharded);
      try (HttpEndpoint http =
          HttpEndpoint.start(
              config.api().host(),
              config.api().port(),
              Pages.of(engine.engine(), metrics, ready::problem, clock),
              AlertApi.resources(alerts.engine(), access(config), clock))) {
        LOG.info(
            "{}: serving /metrics on {}:{}", BuildInfo.read(), config.api().host(), http.port());
        operator.start();
        shutdown.await();
        LOG.info("Stopping: no new rounds, the Lease is given back");
      }
    }
  }

  private static ApiAccess access(AppConfig config) {
    return new ApiAccess(config.api().tokenFile().map(Path::of));
  }

  private static EngineConfig engineConfig(AppConfig config) {
    EngineConfig defaults = EngineConfig.DEFAULTS;
    return new EngineConfig(
        config.operator().maxRounds(),
        defaults.tick(),
        defaults.firstRunSpread(),
        defaults.callTimeout());
  }
}
