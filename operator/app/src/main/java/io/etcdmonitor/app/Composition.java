package io.etcdmonitor.app;

import io.etcdmonitor.app.cli.AlertsCommand;
import io.etcdmonitor.app.cli.Command;
import io.etcdmonitor.app.cli.CommandLineRunner;
import io.etcdmonitor.app.cli.ConfigCommand;
import io.etcdmonitor.app.cli.InspectCommand;
import io.etcdmonitor.app.cli.MonitorCommand;
import io.etcdmonitor.app.cli.NotifyCommand;
import io.etcdmonitor.app.cli.OperatorCommand;
import io.etcdmonitor.app.cli.RulesCommand;
import io.etcdmonitor.app.cli.Terminal;
import io.etcdmonitor.app.cli.VersionCommand;
import io.etcdmonitor.app.cli.ctl.CtlCommand;
import io.etcdmonitor.app.cli.ctl.ShellCommand;
import io.etcdmonitor.app.cli.tool.BenchmarkCommand;
import io.etcdmonitor.app.cli.tool.DiskCheckCommand;
import io.etcdmonitor.app.config.AppConfig;
import io.etcdmonitor.app.training.TrainCommand;
import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.EngineBuilder;
import io.etcdmonitor.engine.EngineConfig;
import io.etcdmonitor.engine.SteadyClock;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.ConnectorOptions;
import io.etcdmonitor.etcd.EtcdConnector;
import io.etcdmonitor.etcd.grpc.NettyEtcdConnector;
import io.etcdmonitor.kube.KubeClients;
import io.etcdmonitor.kube.KubeNames;
import io.etcdmonitor.kube.KubeOperator;
import io.etcdmonitor.kube.KubeOperatorConfig;
import io.etcdmonitor.kube.KubeOperatorConfig.Budgets;
import io.etcdmonitor.kube.KubeOperatorConfig.LeaseSettings;
import io.etcdmonitor.kube.calls.ApiCallCounter;
import io.etcdmonitor.kube.cluster.ConnectionLookup;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the program together: the one place that knows everyone. */
public final class Composition {
  private static final Logger LOG = LoggerFactory.getLogger(Composition.class);
  private static final int IO_THREADS = 1;
  private static final int MAX_MESSAGE_BYTES = 16 << 20;

  private Composition() {}

  /** The command line with all commands. */
  public static CommandLineRunner commandLine(Terminal terminal, Shutdown shutdown) {
    Clock clock = new SteadyClock(Clock.systemUTC(), System::nanoTime);
    List<Command> commands = new ArrayList<>();
    commands.add(
        new OperatorCommand(
            terminal,
            config -> engine(config, clock),
            (config, engine) -> kube(config, engine, terminal.environment(), clock),
            shutdown,
            clock));
    commands.add(new MonitorCommand(terminal, config -> engine(config, clock), shutdown, clock));
    commands.add(new InspectCommand(terminal, config -> engine(config, clock), clock));
    commands.add(new CtlCommand(terminal, System.in, Composition::connection));
    commands.add(new ShellCommand(terminal, Composition::connection));
    commands.add(new BenchmarkCommand(terminal, Composition::connection, shutdown, clock));
    commands.add(new DiskCheckCommand(terminal, Composition::connection, clock));
    commands.add(
        new ConfigCommand(terminal, () -> new CommandLineRunner(terminal, commands).root()));
    commands.add(new AlertsCommand(terminal));
    commands.add(new RulesCommand(terminal));
    commands.add(new NotifyCommand(terminal, clock));
    commands.add(new VersionCommand(terminal));
    commands.add(new TrainCommand(terminal, Composition::commandLine));
    return new CommandLineRunner(terminal, commands);
  }

  /**
   * What {@code --cluster namespace/name} means: the endpoints and credentials of an EtcdCluster.
   */
  private static ConnectionSpec connection(String cluster) {
    int slash = cluster.indexOf('/');
    if (slash < 1 || slash == cluster.length() - 1) {
      throw new IllegalArgumentException(
          "--cluster: '" + cluster + "' is no EtcdCluster: write namespace/name");
    }
    try (KubernetesClient client = client(Optional.empty(), new ApiCallCounter())) {
      return new ConnectionLookup(client)
          .connection(cluster.substring(0, slash), cluster.substring(slash + 1));
    }
  }

  private static EngineHandle engine(EngineConfig config, Clock clock) {
    EtcdConnector connector =
        new NettyEtcdConnector(
            new ConnectorOptions(IO_THREADS, config.callTimeout(), MAX_MESSAGE_BYTES));
    return new EngineHandle(
        new EngineBuilder(connector).config(config).clock(clock).build(), connector);
  }

  private static KubeFactory.Handle kube(
      AppConfig.Operator config, Engine engine, Map<String, String> environment, Clock clock) {
    config
        .kubeconfig()
        .filter(file -> !Files.isReadable(Path.of(file)))
        .ifPresent(file -> {
          throw new UserException(
              ExitCode.CONFIGURATION, "the kubeconfig file " + file + " cannot be read");
        });
    ApiCallCounter calls = new ApiCallCounter();
    KubernetesClient client = client(config.kubeconfig(), calls);
    LOG.info("The Kubernetes API is {}", client.getMasterUrl());
    KubeOperatorConfig settings =
        new KubeOperatorConfig(
            Set.copyOf(config.namespaces()),
            lease(config.leaderElection(), client, environment),
            config.heartbeat(),
            Budgets.DEFAULTS,
            KubeNames.FIELD_MANAGER,
            config.sharding().map(sharding -> Shards.of(sharding, environment)));
    return new KubeFactory.Handle(
        new KubeOperator(client, engine, settings, calls, clock), client::close);
  }

  private static KubernetesClient client(Optional<String> kubeconfig, ApiCallCounter calls) {
    try {
      return KubeClients.create(kubeconfig, calls);
    } catch (RuntimeException e) {
      String words = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      throw new UserException(
          ExitCode.CONFIGURATION,
          "the kubeconfig"
              + kubeconfig.map(file -> " file " + file).orElse("")
              + " cannot be understood: "
              + words,
          e);
    }
  }

  private static LeaseSettings lease(
      AppConfig.LeaderElection election, KubernetesClient client, Map<String, String> environment) {
    if (!election.enabled()) {
      return LeaseSettings.disabled();
    }
    String namespace =
        election
            .leaseNamespace()
            .or(() -> Optional.ofNullable(client.getNamespace()))
            .orElse("default");
    return new LeaseSettings(
        true,
        namespace,
        election.leaseName(),
        identity(environment),
        election.leaseDuration(),
        election.retryPeriod(),
        election.renewTimeout());
  }

  /**
   * In a pod its name, and its UID where that is known, so that a restarted container goes on at
   * once and another pod of the same name does not; elsewhere one of this process alone.
   */
  private static String identity(Map<String, String> environment) {
    String host = environment.getOrDefault("HOSTNAME", "etcd-monitor");
    return environment.containsKey("KUBERNETES_SERVICE_HOST")
        ? Optional.ofNullable(environment.get("POD_UID")).map(uid -> host + "_" + uid).orElse(host)
        : host + "_" + ProcessHandle.current().pid();
  }
}
