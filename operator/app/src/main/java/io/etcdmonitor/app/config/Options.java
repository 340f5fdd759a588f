package io.etcdmonitor.app.config;

import static io.etcdmonitor.app.config.ConfigUse.INSPECT;
import static io.etcdmonitor.app.config.ConfigUse.MONITOR;
import static io.etcdmonitor.app.config.ConfigUse.OPERATOR;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Every option there is. */
public final class Options {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  public static final Option<String> API_HOST =
      Option.of(
          "api.host",
          "--api-host",
          OptionType.text("HOST"),
          "0.0.0.0",
          "Address that /metrics, /healthz and /readyz are served on.",
          OPERATOR,
          MONITOR);
  public static final Option<Integer> API_PORT =
      Option.of(
          "api.port",
          "--api-port",
          OptionType.integer("PORT", 0, 65_535),
          "8080",
          "Port that they are served on; 0 takes any free one and logs which.",
          OPERATOR,
          MONITOR);

  public static final Option<String> API_TOKEN_FILE =
      Option.of(
          "api.tokenFile",
          "--api-token-file",
          OptionType.text("FILE"),
          "",
          "File with a token. With it every request below /api needs the header Authorization:"
              + " Bearer TOKEN; without it only processes of the same host (or pod) may send any.",
          OPERATOR,
          MONITOR);

  public static final Option<LogLevel> LOG_LEVEL =
      Option.of(
          "log.level",
          "--log-level",
          OptionType.choice(LogLevel.class),
          "info",
          "What is logged (to standard error). monitor and inspect, which print what they see, log"
              + " from warn on unless this is set.",
          OPERATOR,
          MONITOR,
          INSPECT);
  public static final Option<LogFormat> LOG_FORMAT =
      Option.of(
          "log.format",
          "--log-format",
          OptionType.choice(LogFormat.class),
          "plain",
          "How log lines look: plain for people, json for one object a line with the fields cluster,"
              + " namespace and feature where they apply.",
          OPERATOR,
          MONITOR,
          INSPECT);

  public static final Option<String> KUBECONFIG =
      Option.of(
          "kubeconfig",
          "--kubeconfig",
          OptionType.text("FILE"),
          "",
          "Kubeconfig file; when empty, the Kubernetes API is found as kubectl finds it (KUBECONFIG,"
              + " ~/.kube/config, the service account of the pod).",
          OPERATOR);
  public static final Option<List<String>> NAMESPACES =
      Option.of(
          "namespaces",
          "--namespaces",
          OptionType.dnsLabels("NAMESPACE"),
          "",
          "Kubernetes namespaces whose EtcdClusters are watched; all of them when empty.",
          OPERATOR);
  public static final Option<Boolean> LEADER_ELECTION =
      Option.of(
          "leaderElection.enabled",
          "--leader-election",
          OptionType.bool(),
          "true",
          "Whether replicas elect the one that probes, by a Lease. Without it, run one replica only.",
          OPERATOR);
  public static final Option<String> LEASE_NAME =
      Option.of(
          "leaderElection.leaseName",
          "--lease-name",
          OptionType.dnsLabel("NAME"),
          "etcd-monitor",
          "Name of that Lease.",
          OPERATOR);
  public static final Option<String> LEASE_NAMESPACE =
      Option.of(
          "leaderElection.leaseNamespace",
          "--lease-namespace",
          OptionType.dnsLabel("NAMESPACE"),
          "",
          "Namespace of that Lease; when empty, the one the operator runs in, else that of the"
              + " kubeconfig's context.",
          OPERATOR);
  public static final Option<Duration> LEASE_DURATION =
      Option.of(
          "leaderElection.leaseDuration",
          "--lease-duration",
          OptionType.duration(Duration.ofSeconds(3), HOUR),
          "15s",
          "How long a Lease that is not renewed keeps others from taking over.",
          OPERATOR);
  public static final Option<Duration> RENEW_TIMEOUT =
      Option.of(
          "leaderElection.renewTimeout",
          "--lease-renew-timeout",
          OptionType.duration(SECOND, HOUR),
          "10s",
          "How long one call about the Lease may take; shorter than leaseDuration.",
          OPERATOR);
  public static final Option<Duration> RETRY_PERIOD =
      Option.of(
          "leaderElection.retryPeriod",
          "--lease-retry-period",
          OptionType.duration(Duration.ofMillis(500), HOUR),
          "2s",
          "Time between looks at the Lease; at most half of leaseDuration.",
          OPERATOR);
  public static final Option<String> STATEFUL_SET =
      Option.of(
          "sharding.statefulSet",
          "--sharding-stateful-set",
          OptionType.dnsLabel("NAME"),
          "",
          "StatefulSet, in the namespace of the Lease, whose replicas share the clusters: its"
              + " spec.replicas is the number of shards, and is read again all the time. When empty,"
              + " one replica leads and has all clusters.",
          OPERATOR);
  public static final Option<Integer> SHARD =
      Option.of(
          "sharding.shard",
          "--shard",
          OptionType.integer("NUMBER", 0, 9_999),
          "",
          "Which shard is this replica's, from 0; without it the number that the name of the Pod"
              + " (HOSTNAME) ends with.",
          OPERATOR);

  public static final Option<Duration> HEARTBEAT =
      Option.of(
          "status.heartbeat",
          "--status-heartbeat",
          OptionType.duration(Duration.ofSeconds(10), DAY),
          "5m",
          "How often a status is refreshed when nothing in it has changed; more rarely where 2 refreshes a"
              + " second for the EtcdClusters, and 2 for the EtcdInspections, would not do (600 of a kind).",
          OPERATOR);

  public static final Option<Integer> MAX_ROUNDS =
      Option.of(
          "engine.maxConcurrentRounds",
          "--max-concurrent-rounds",
          OptionType.integer("N", 1, 4_096),
          "256",
          "Clusters that are looked at in the same moment, at most.",
          OPERATOR);

  public static final Option<String> ALERTS_FILE =
      Option.of(
          "alerts.file",
          "--alerts-file",
          OptionType.text("FILE"),
          "",
          "YAML file with channels, routes, escalations and rules of alerts; read again when it"
              + " changes. Without it the operator writes alerts to its log, and monitor raises"
              + " none.",
          OPERATOR,
          MONITOR);
  public static final Option<String> ALERTS_DIRECTORY =
      Option.of(
          "alerts.directory",
          "--alerts-directory",
          OptionType.text("DIRECTORY"),
          "",
          "Where open alerts, silences and messages on their way are kept over a restart; one for"
              + " each replica. Without it they are lost then.",
          OPERATOR,
          MONITOR);

  /** All of them, in the order of the documentation. */
  public static final List<Option<?>> ALL =
      Stream.concat(
              Stream.<Option<?>>of(
                  API_HOST,
                  API_PORT,
                  API_TOKEN_FILE,
                  LOG_LEVEL,
                  LOG_FORMAT,
                  KUBECONFIG,
                  NAMESPACES,
                  LEADER_ELECTION,
                  LEASE_NAME,
                  LEASE_NAMESPACE,
                  LEASE_DURATION,
                  RENEW_TIMEOUT,
                  RETRY_PERIOD,
                  STATEFUL_SET,
                  SHARD,
                  HEARTBEAT,
                  MAX_ROUNDS,
                  ALERTS_FILE,
                  ALERTS_DIRECTORY),
              ClusterOptions.ALL.stream())
          .toList();

  private Options() {}

  /** The options whose flags a command takes. */
  public static List<Option<?>> of(ConfigUse use) {
    return ALL.stream().filter(option -> option.commands().contains(use)).toList();
  }
}
