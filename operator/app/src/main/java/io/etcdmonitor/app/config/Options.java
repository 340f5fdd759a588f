package io.etcdmonitor.app.config;

import static io.etcdmonitor.app.config.ConfigUse.INSPECT;
import static io.etcdmonitor.app.config.ConfigUse.MONITOR;
import static io.etcdmonitor.app.config.ConfigUse.OPERATOR;

import io.etcdmonitor.etcd.Endpoint;
import java.time.Duration;
import java.util.List;

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
  public static final Option<Duration> HEARTBEAT =
      Option.of(
          "status.heartbeat",
          "--status-heartbeat",
          OptionType.duration(Duration.ofSeconds(10), DAY),
          "5m",
          "How often a status is refreshed when nothing in it has changed.",
          OPERATOR);

  public static final Option<Integer> MAX_ROUNDS =
      Option.of(
          "engine.maxConcurrentRounds",
          "--max-concurrent-rounds",
          OptionType.integer("N", 1, 4_096),
          "256",
          "Clusters that are looked at in the same moment, at most.",
          OPERATOR);

  public static final Option<List<Endpoint>> ENDPOINTS =
      Option.of(
              "etcd.endpoints",
              "--endpoints",
              OptionType.endpoints(),
              "localhost:2379",
              "Client URLs of the cluster; one is enough to find the others.",
              MONITOR,
              INSPECT)
          .orEtcdctl("ETCDCTL_ENDPOINTS");
  public static final Option<Duration> DIAL_TIMEOUT =
      Option.of(
              "etcd.dialTimeout",
              "--dial-timeout",
              OptionType.duration(Duration.ofMillis(100), Duration.ofMinutes(5)),
              "5s",
              "How long to wait for one answer; a member that has not answered by then counts as"
                  + " unreachable. A whole look at the cluster may take three times as long.",
              MONITOR,
              INSPECT)
          .orEtcdctl("ETCDCTL_DIAL_TIMEOUT");
  public static final Option<String> CERT_FILE =
      Option.of(
              "etcd.certFile",
              "--cert",
              OptionType.text("FILE"),
              "",
              "PEM file with our client certificate; needs the key as well.",
              MONITOR,
              INSPECT)
          .orEtcdctl("ETCDCTL_CERT");
  public static final Option<String> KEY_FILE =
      Option.of(
              "etcd.keyFile",
              "--key",
              OptionType.text("FILE"),
              "",
              "PEM file with the key of our client certificate.",
              MONITOR,
              INSPECT)
          .orEtcdctl("ETCDCTL_KEY");
  public static final Option<String> CA_FILE =
      Option.of(
              "etcd.caFile",
              "--cacert",
              OptionType.text("FILE"),
              "",
              "PEM file with the CAs to trust; the JDK's when empty.",
              MONITOR,
              INSPECT)
          .orEtcdctl("ETCDCTL_CACERT");
  public static final Option<String> SERVER_NAME =
      Option.of(
          "etcd.serverName",
          "--server-name",
          OptionType.text("NAME"),
          "",
          "Name that the servers' certificates must hold, instead of the host in the URL.",
          MONITOR,
          INSPECT);
  public static final Option<Boolean> INSECURE_SKIP_VERIFY =
      Option.of(
              "etcd.insecureSkipVerify",
              "--insecure-skip-tls-verify",
              OptionType.bool(),
              "false",
              "Accept any server certificate. Somebody in between can then read the password.",
              MONITOR,
              INSPECT)
          .orEtcdctl("ETCDCTL_INSECURE_SKIP_TLS_VERIFY");
  public static final Option<String> USER =
      Option.of(
              "etcd.user",
              "--user",
              OptionType.text("NAME"),
              "",
              "etcd user. On the command line and in ETCDCTL_USER also as NAME:PASSWORD.",
              MONITOR,
              INSPECT)
          .orEtcdctl("ETCDCTL_USER");
  public static final Option<String> PASSWORD =
      Option.of(
              "etcd.password",
              "--password",
              OptionType.text("PASSWORD"),
              "",
              "Its password. Other users of the machine can see flags: prefer the file or the variable.",
              MONITOR,
              INSPECT)
          .orEtcdctl("ETCDCTL_PASSWORD")
          .asSecret();
  public static final Option<String> PASSWORD_FILE =
      Option.of(
          "etcd.passwordFile",
          "--password-file",
          OptionType.text("FILE"),
          "",
          "File whose first line is the password.",
          MONITOR,
          INSPECT);

  public static final Option<String> NAME =
      Option.of(
          "watch.name",
          "--name",
          OptionType.text("NAME"),
          "etcd",
          "What the cluster is called in what is printed and in the label cluster.",
          MONITOR,
          INSPECT);
  public static final Option<List<String>> FEATURES =
      Option.of(
          "watch.features",
          "--feature",
          OptionType.dnsLabels("FEATURE"),
          "",
          "Features to run; when empty, all that are on by default.",
          MONITOR,
          INSPECT);
  public static final Option<Duration> INTERVAL =
      Option.of(
          "watch.interval",
          "--interval",
          OptionType.duration(SECOND, DAY),
          "",
          "Time between two runs of every feature; when empty, each feature's own.",
          MONITOR);
  public static final Option<Duration> HEALTH_INTERVAL =
      Option.of(
          "watch.healthCheckInterval",
          "--health-check-interval",
          OptionType.duration(SECOND, DAY),
          "",
          "Time between two runs of the features healthy and alarm; when empty, as the others.",
          MONITOR);
  public static final Option<Duration> METRICS_INTERVAL =
      Option.of(
          "watch.metricsInterval",
          "--metrics-interval",
          OptionType.duration(SECOND, DAY),
          "",
          "Time between two runs of the feature request; when empty, as the others.",
          MONITOR);
  public static final Option<Integer> MAX_LATENCY_MS =
      Option.of(
          "watch.maxLatencyMs",
          "--max-latency-ms",
          OptionType.integer("MS", 1, 600_000),
          "100",
          "A member's read slower than this many milliseconds is a warning.",
          MONITOR,
          INSPECT);
  public static final Option<Integer> MAX_LEADER_CHANGES =
      Option.of(
          "watch.maxLeaderChanges",
          "--max-leader-changes",
          OptionType.integer("N", 0, 1_000),
          "3",
          "More changes of leader within an hour are a warning.",
          MONITOR);

  /** All of them, in the order of the documentation. */
  public static final List<Option<?>> ALL =
      List.of(
          API_HOST,
          API_PORT,
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
          HEARTBEAT,
          MAX_ROUNDS,
          ENDPOINTS,
          DIAL_TIMEOUT,
          CERT_FILE,
          KEY_FILE,
          CA_FILE,
          SERVER_NAME,
          INSECURE_SKIP_VERIFY,
          USER,
          PASSWORD,
          PASSWORD_FILE,
          NAME,
          FEATURES,
          INTERVAL,
          HEALTH_INTERVAL,
          METRICS_INTERVAL,
          MAX_LATENCY_MS,
          MAX_LEADER_CHANGES);

  private Options() {}

  /** The options whose flags a command takes. */
  public static List<Option<?>> of(ConfigUse use) {
    return ALL.stream().filter(option -> option.commands().contains(use)).toList();
  }
}
