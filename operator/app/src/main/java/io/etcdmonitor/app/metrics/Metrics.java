package io.etcdmonitor.app.metrics;

import io.etcdmonitor.app.BuildInfo;
import io.etcdmonitor.app.http.Answer;
import io.etcdmonitor.engine.Engine;
import io.etcdmonitor.engine.alert.AlertStats;
import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.kube.KubeStats;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.zip.GZIPOutputStream;

/**
 * The {@code /metrics} page: rows about clusters and ourselves, computed when scraped, and the
 * JVM's meters from Micrometer. One for a process.
 */
public final class Metrics implements AutoCloseable {
  private static final String TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final String OPEN_METRICS =
      "application/openmetrics-text; version=1.0.0; charset=utf-8";

  private final PrometheusMeterRegistry registry;
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final ResultTally tally = new ResultTally();
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /**
   * Makes the page.
   *
   * @param engine whose state is shown; gets a listener added
   * @param problems what is wrong with the configuration of which clusters
   * @param clock the time
   */
  public Metrics(
      Engine engine, Supplier<Map<ClusterKey, List<ConfigurationProblem>>> problems, Clock clock) {
    PrometheusRegistry prometheus = new PrometheusRegistry();
    registry =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, prometheus, io.micrometer.core.instrument.Clock.SYSTEM);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gc.bindTo(registry);
    prometheus.register(new EngineCollector(engine, tally, problems, clock));
    prometheus.register((MultiCollector) Metrics::build);
    engine.addListener(tally);
  }

  /** Adds the rows of the Kubernetes side. */
  public void addKubernetes(KubeStats stats) {
    registry.getPrometheusRegistry().register(new KubeRows(stats));
  }

  /** Adds the rows of alerting. */
  public void addAlerts(Supplier<AlertStats> stats, BooleanSupplier reloaded) {
    registry.getPrometheusRegistry().register(new AlertRows(stats, reloaded));
  }

  /** What hears the results. */
  ResultListener listener() {
    return tally;
  }

  /**
   * The page, in the text format or in OpenMetrics, as the scraper asks. Of a thousand clusters its
   * rows take some 40 MiB until it is written, so one is made at a time, and compressed meanwhile.
   */
  public Answer page(String accept) {
    String type = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 << 10);
    oneAtATime.lock();
    try (OutputStream compressed = new GZIPOutputStream(bytes)) {
      registry.scrape(compressed, type);
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    } finally {
      oneAtATime.unlock();
    }
    return new Answer(200, type, bytes.toByteArray(), true);
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  private static MetricSnapshots build() {
    Rows rows = new Rows();
    BuildInfo build = BuildInfo.read();
    rows.add(Families.BUILD_INFO, 1, build.version(), build.java());
    return rows.snapshots();
  }
}
