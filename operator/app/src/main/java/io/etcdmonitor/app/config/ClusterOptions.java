package io.etcdmonitor.app.config;

import static io.etcdmonitor.app.config.ConfigUse.INSPECT;
import static io.etcdmonitor.app.config.ConfigUse.MONITOR;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdApi;
import java.time.Duration;
import java.util.List;

/** The options of the one cluster that {@code monitor} and {@code inspect} look at. */
public final class ClusterOptions {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration DAY = Duration.ofDays(1);

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
                  + " unreachable. A whole look at the cluster may take six times as long.",
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
          "How often the members' pages are read, and the feature request runs; when empty, every 10s and as the others.",
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

  public static final Option<EtcdApi> STORAGE_BACKEND =
      Option.of(
          "etcd.storageBackend",
          "--storage-backend",
          OptionType.choice(EtcdApi.class),
          "v3",
          "API that the cluster is watched by; v2 is for etcd 3.5 or older with --enable-v2.",
          MONITOR,
          INSPECT);
  public static final Option<Boolean> WRITE_PROBE =
      Option.of(
          "watch.writeProbe",
          "--write-probe",
          OptionType.bool(),
          "false",
          "Write one key, under a lease, with every run of the feature request, to measure how long"
              + " writes take. Without it nothing is written.",
          MONITOR);
  public static final Option<String> WRITE_PROBE_KEY =
      Option.of(
          "watch.writeProbeKey",
          "--write-probe-key",
          OptionType.text("KEY"),
          "/etcd-monitor/write-probe",
          "The key that is written; nobody else may use it.",
          MONITOR);

  static final List<Option<?>> ALL =
      List.of(
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
          STORAGE_BACKEND,
          NAME,
          FEATURES,
          INTERVAL,
          HEALTH_INTERVAL,
          METRICS_INTERVAL,
          MAX_LATENCY_MS,
          MAX_LEADER_CHANGES,
          WRITE_PROBE,
          WRITE_PROBE_KEY);

  private ClusterOptions() {}
}
