package io.etcdmonitor.app.config;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdApi;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The whole configuration. Immutable; its text holds no secret.
 *
 * @param api where HTTP is served
 * @param log how we log
 * @param operator the operator's own
 * @param etcd how to reach the one cluster of {@code monitor} and {@code inspect}
 * @param watch what to look at there
 * @param alerts where alerting has its file and its state
 * @param settings every option with its origin
 */
public record AppConfig(
    Api api, Log log, Operator operator, Etcd etcd, Watch watch, Alerts alerts, Settings settings) {

  static AppConfig of(Settings s) {
    return new AppConfig(
        new Api(s.get(Options.API_HOST), s.get(Options.API_PORT), s.find(Options.API_TOKEN_FILE)),
        new Log(s.get(Options.LOG_LEVEL), s.get(Options.LOG_FORMAT)),
        new Operator(
            s.find(Options.KUBECONFIG),
            s.find(Options.NAMESPACES).orElse(List.of()),
            new LeaderElection(
                s.get(Options.LEADER_ELECTION),
                s.get(Options.LEASE_NAME),
                s.find(Options.LEASE_NAMESPACE),
                s.get(Options.LEASE_DURATION),
                s.get(Options.RENEW_TIMEOUT),
                s.get(Options.RETRY_PERIOD)),
            s.find(Options.STATEFUL_SET).map(name -> new Sharding(name, s.find(Options.SHARD))),
            s.get(Options.HEARTBEAT),
            s.get(Options.MAX_ROUNDS)),
        new Etcd(
            s.get(ClusterOptions.ENDPOINTS),
            s.get(ClusterOptions.DIAL_TIMEOUT),
            new Tls(
                s.find(ClusterOptions.CA_FILE),
                s.find(ClusterOptions.CERT_FILE),
                s.find(ClusterOptions.KEY_FILE),
                s.find(ClusterOptions.SERVER_NAME),
                s.get(ClusterOptions.INSECURE_SKIP_VERIFY)),
            s.find(ClusterOptions.USER),
            s.find(ClusterOptions.PASSWORD).map(Secret::new),
            s.find(ClusterOptions.PASSWORD_FILE),
            s.get(ClusterOptions.STORAGE_BACKEND)),
        new Watch(
            s.get(ClusterOptions.NAME),
            s.find(ClusterOptions.FEATURES).orElse(List.of()),
            s.find(ClusterOptions.INTERVAL),
            s.find(ClusterOptions.HEALTH_INTERVAL),
            s.find(ClusterOptions.METRICS_INTERVAL),
            Duration.ofMillis(s.get(ClusterOptions.MAX_LATENCY_MS)),
            s.get(ClusterOptions.MAX_LEADER_CHANGES),
            new WriteProbe(
                s.get(ClusterOptions.WRITE_PROBE), s.get(ClusterOptions.WRITE_PROBE_KEY))),
        new Alerts(s.find(Options.ALERTS_FILE), s.find(Options.ALERTS_DIRECTORY)),
        s);
  }

  /** Where alerting has its file and its state. */
  public record Alerts(Optional<String> file, Optional<String> directory) {}

  /** Where HTTP is served, and who may use the API. */
  public record Api(String host, int port, Optional<String> tokenFile) {}

  /** How we log. */
  public record Log(LogLevel level, LogFormat format) {}

  /** The operator's own. */
  public record Operator(
      Optional<String> kubeconfig,
      List<String> namespaces,
      LeaderElection leaderElection,
      Optional<Sharding> sharding,
      Duration heartbeat,
      int maxRounds) {}

  /** Which replica probes. */
  public record LeaderElection(
      boolean enabled,
      String leaseName,
      Optional<String> leaseNamespace,
      Duration leaseDuration,
      Duration renewTimeout,
      Duration retryPeriod) {}

  /**
   * How replicas share the clusters.
   *
   * @param statefulSet whose replicas they are
   * @param shard this one's; without it the Pod's name says which
   */
  public record Sharding(String statefulSet, Optional<Integer> shard) {}

  /** How to reach a cluster. */
  public record Etcd(
      List<Endpoint> endpoints,
      Duration dialTimeout,
      Tls tls,
      Optional<String> user,
      Optional<Secret> password,
      Optional<String> passwordFile,
      EtcdApi api) {}

  /** TLS, as files. */
  public record Tls(
      Optional<String> caFile,
      Optional<String> certFile,
      Optional<String> keyFile,
      Optional<String> serverName,
      boolean insecureSkipVerify) {}

  /** What to look at. */
  public record Watch(
      String name,
      List<String> features,
      Optional<Duration> interval,
      Optional<Duration> healthInterval,
      Optional<Duration> metricsInterval,
      Duration maxLatency,
      int maxLeaderChanges,
      WriteProbe writeProbe) {}

  /** Whether we may write, and what. */
  public record WriteProbe(boolean enabled, String key) {}

  /** A text that is never printed. */
  public record Secret(String value) {
    @Override
    public String toString() {
      return "<hidden>";
    }
  }
}
