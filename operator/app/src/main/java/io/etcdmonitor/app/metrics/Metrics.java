package io.etcdmonitor.app.metrics;

import io.etcdmonitor.app.BuildInfo;
import io.etcdmonitor.app.http.Answer;
import io.etcdmonitor.app.logging.LogSetup;
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
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
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

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final ExpositionFormats formats = ExpositionFormats.init();
  private final List<Consumer<Rows>> collectors = new CopyOnWriteArrayList<>();
  private final JvmGcMetrics gc = new JvmGcMetrics();
  private final ResultTally tally = new ResultTally();

  /**
   * Makes one page at a time. Not a virtual thread: the library's writers take a monitor for every
   * few characters, which costs five times as much there (JDK 25).
   */
  private final ExecutorService maker =
      Executors.newSingleThreadExecutor(
          Thread.ofPlatform().name("metrics-page").daemon().factory());

  /** Of the maker alone. */
  private int bytesBefore = 16 << 10;

  /**
   * Makes the page.
   *
   * @param engine whose state is shown; gets a listener added
   * @param problems what is wrong with the configuration of which clusters
   * @param clock the time
   */
  public Metrics(
      Engine engine, Supplier<Map<ClusterKey, List<ConfigurationProblem>>> problems, Clock clock) {
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    gc.bindTo(registry);
    collectors.add(new EngineCollector(engine, tally, problems, clock));
    collectors.add(Metrics::build);
    collectors.add(rows -> rows.add(Families.LOG_LINES_DROPPED, LogSetup.dropped()));
    engine.addListener(tally);
  }

  /** Adds the rows of the Kubernetes side. */
  public void addKubernetes(KubeStats stats) {
    collectors.add(new KubeRows(stats));
  }

  /** Adds the rows of alerting. */
  public void addAlerts(Supplier<AlertStats> stats, BooleanSupplier reloaded) {
    collectors.add(new AlertRows(stats, reloaded));
  }

  /** What hears the results. */
  ResultListener listener() {
    return tally;
  }

  /**
   * The page, in the text format or in OpenMetrics, as the scraper asks. One is made at a time, and
   * compressed meanwhile. For a thousand clusters that takes some 10 MiB: the rows, kept flat until
   * {@link PageWriter} has written them part by part, and the compressed page.
   */
  public Answer page(String accept) {
    String type = accept.contains("application/openmetrics-text") ? OPEN_METRICS : TEXT;
    Future<byte[]> page = maker.submit(() -> compressed(type));
    try {
      return new Answer(200, type, page.get(), true);
    } catch (InterruptedException e) {
      page.cancel(true);
      Thread.currentThread().interrupt();
      throw new CancellationException("the page is not wanted any more");
    } catch (ExecutionException e) {
      throw new IllegalStateException("the metrics page cannot be made", e.getCause());
    }
  }

  @Override
  public void close() {
    maker.shutdownNow();
    gc.close();
    registry.close();
  }

  private byte[] compressed(String type) throws IOException {
    // Room for a page like the last one, and some more: growing takes three times that.
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(bytesBefore + bytesBefore / 8);
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      write(out, type);
    }
    bytesBefore = bytes.size();
    return bytes.toByteArray();
  }

  /** Ours by name, then Micrometer's: {@code etcd_*} come before {@code jvm_*} and the others. */
  private void write(OutputStream out, String type) throws IOException {
    Rows rows = new Rows();
    collectors.forEach(collector -> collector.accept(rows));
    PageWriter page = new PageWriter(formats.findWriter(type), out);
    for (FamilyRows family : rows.families()) {
      page.family(family);
    }
    page.last(registry.getPrometheusRegistry().scrape());
  }

  private static void build(Rows rows) {
    BuildInfo build = BuildInfo.read();
    rows.add(Families.BUILD_INFO, 1, build.version(), build.java());
  }
}
