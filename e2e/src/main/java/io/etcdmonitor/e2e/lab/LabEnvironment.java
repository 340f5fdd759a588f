package io.etcdmonitor.e2e.lab;

import io.etcdmonitor.e2e.alert.WebhookReceiver;
import io.etcdmonitor.e2e.demo.DemoApi;
import io.etcdmonitor.e2e.kube.Kubeconfigs;
import io.etcdmonitor.e2e.operator.OperatorProcess;
import io.etcdmonitor.e2e.operator.Scrape;
import io.etcdmonitor.e2e.process.Await;
import io.etcdmonitor.e2e.process.Cleanups;
import io.etcdmonitor.e2e.process.Directories;
import io.etcdmonitor.etcd.testing.FaultProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What all rows share: a Kubernetes API behind a proxy, one operator, the webhook that hears its
 * alerts, and a Prometheus where there is one. Thread-safe.
 */
final class LabEnvironment implements AutoCloseable {
  private static final Duration TAKE_OVER = Duration.ofSeconds(60);
  private static final long METRICS_AGE = TimeUnit.MILLISECONDS.toNanos(500);

  /** Alerts that wait a minute or five by default wait ten seconds here. */
  private static final String QUICK =
      WebhookReceiver.quick(
          "EtcdNoLeader",
          "EtcdNotServing",
          "EtcdNetworkPartition",
          "EtcdMemberDown",
          "EtcdClusterUnhealthy",
          "EtcdDatabaseNearQuota",
          "EtcdHighLatency",
          "EtcdSlowFsync",
          "EtcdSlowCommit",
          "EtcdProposalsPending",
          "EtcdProposalsFailed",
          "EtcdHighErrorRate",
          "EtcdClockSkew");

  private final Cleanups started = new Cleanups(System.err, "lab: while cleaning up");
  private final DemoApi api;
  private final WebhookReceiver hook;
  private final FaultProxy proxy;
  private final FaultyApi faulty;
  private final String kubeconfig;
  private final Path alerts;
  private final Optional<LabPrometheus> prometheus;
  private final boolean mixin;
  private volatile OperatorProcess operator;
  private boolean restarting;
  private int replicas = 1;
  private Scrape metrics;
  private long metricsAt;

  /**
   * Starts it all.
   *
   * @param mock with the mock of the Kubernetes API even where a real one can be had
   * @param withPrometheus whether to start a Prometheus, where one is installed
   * @param others rules to load beside ours
   */
  LabEnvironment(boolean mock, boolean withPrometheus, Optional<Path> others) {
    try {
      api = started.keep(DemoApi.start(mock));
      api.apply("apiVersion: v1\nkind: Namespace\nmetadata: {name: %s}".formatted(Site.NAMESPACE));
      hook = started.keep(WebhookReceiver.start());
      Path directory = Directories.temporary("etcd-monitor-lab-operator");
      started.keep(() -> Directories.delete(directory));
      alerts = hook.writeFile(directory.resolve("alerts.yaml"), QUICK);
      kubeconfig = api.operatorKubeconfig();
      faulty = started.keep(new FaultyApi(kubeconfig));
      proxy = started.keep(new FaultProxy(Kubeconfigs.port(kubeconfig)));
      operator = startOperator("lab");
      prometheus = withPrometheus ? LabPrometheus.start(others) : Optional.empty();
      prometheus.ifPresent(started::keep);
      scrapeOperator();
      mixin = prometheus.isPresent() && others.isPresent();
    } catch (RuntimeException | AssertionError e) {
      close();
      throw e;
    }
  }

  private OperatorProcess startOperator(String identity) {
    OperatorProcess next =
        OperatorProcess.start(
            Kubeconfigs.withPort(faulty.trustedBy(kubeconfig), proxy.port()),
            identity,
            Map.of(),
            List.of(
                "--lease-namespace", api.operatorNamespace(), "--alerts-file", alerts.toString()));
    try {
      return next.awaitReady();
    } catch (RuntimeException | AssertionError e) {
      next.close();
      throw e;
    }
  }

  DemoApi api() {
    return api;
  }

  /** Whether rules of others look at the rows too. */
  boolean mixin() {
    return mixin;
  }

  WebhookReceiver hook() {
    return hook;
  }

  Optional<LabPrometheus> prometheus() {
    return prometheus;
  }

  /** Between the operator and the Kubernetes API; what the lab itself does goes beside it. */
  FaultProxy apiProxy() {
    return proxy;
  }

  /** From now on the API answers most requests of the operator with 409, 429 and 500. */
  void refuseAtApi() {
    proxy.forwardTo(faulty.port());
  }

  /** The API is as it should be. */
  void mendApi() {
    if (faulty.refused() > 0) {
      proxy.forwardTo(Kubeconfigs.port(kubeconfig));
    }
    proxy.forward();
  }

  /** Ends the operator and starts it again; meanwhile there is nobody to ask for metrics. */
  void restartOperator() {
    synchronized (this) {
      restarting = true;
    }
    try {
      operator.close();
      OperatorProcess next = startOperator("lab");
      synchronized (this) {
        succeed(next);
      }
    } finally {
      synchronized (this) {
        restarting = false;
      }
    }
  }

  /**
   * A second replica starts and stands by; then the first one ends, and the second leads.
   *
   * @param gently whether the first one is asked to end, as in an upgrade, or is killed
   */
  void failOver(boolean gently) throws IOException, InterruptedException {
    OperatorProcess first = operator;
    OperatorProcess second = startOperator("lab-" + ++replicas);
    synchronized (this) {
      succeed(second);
    }
    if (!gently) {
      first.process().kill();
    }
    first.close();
    Await.until(
        "the second replica leads",
        TAKE_OVER,
        () -> second.metrics().value("etcd_monitor_leader").orElse(0) == 1);
  }

  private void succeed(OperatorProcess next) {
    operator = next;
    metricsAt = 0;
    scrapeOperator();
  }

  private void scrapeOperator() {
    prometheus.ifPresent(p -> p.scrapeOperator(operator.url()));
  }

  /** The end of the operator's log. */
  synchronized String operatorLog() {
    return operator.process().tail(30);
  }

  /** The operator's metrics, half a second old at most; none while it restarts. */
  synchronized Scrape metrics() throws IOException, InterruptedException {
    if (restarting) {
      return new Scrape(List.of());
    }
    if (metrics == null || System.nanoTime() - metricsAt > METRICS_AGE) {
      metrics = operator.metrics();
      metricsAt = System.nanoTime();
    }
    return metrics;
  }

  /** Keeps what the operator logged, for who wants to know why. */
  synchronized void saveLog(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, operator.log());
  }

  @Override
  public synchronized void close() {
    try (started) {
      if (operator != null) {
        operator.close();
      }
    }
  }
}
