package io.etcdmonitor.engine.bench;

import com.sun.management.OperatingSystemMXBean;
import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.metricspage.MetricsPageTest;
import io.etcdmonitor.engine.scrape.Scrape;
import io.etcdmonitor.engine.scrape.ScrapeAccess;
import io.etcdmonitor.engine.scrape.Scraper;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.ConnectionSpec;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.grpc.NettyEtcdConnector;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/**
 * What reading the members' pages costs: the parser alone, then the real scraper over real sockets,
 * for so many clusters of three members every ten seconds. The pages are served by another process.
 *
 * <p>{@code ScrapeCost CLUSTERS SECONDS PAGE}, for example {@code 1000 60 3.5-full}.
 */
public final class ScrapeCost {
  private static final int MEMBERS = 3;
  private static final long INTERVAL_MILLIS = 10_000;
  private static final int PARSED_MIB = 500;

  private final LongAdder read = new LongAdder();
  private final LongAdder lost = new LongAdder();
  private final OperatingSystemMXBean system =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private ScrapeCost() {}

  public static void main(String[] args) throws Exception {
    int clusters = Integer.parseInt(args[0]);
    int seconds = Integer.parseInt(args[1]);
    parser(args[2]);
    new ScrapeCost().run(clusters, seconds, args[2]);
    System.exit(0);
  }

  /** One thread, one page again and again. */
  private static void parser(String name) throws IOException {
    String page = MetricsPageTest.recorded(name);
    int rounds = (int) ((long) PARSED_MIB * (1 << 20) / page.length());
    long samples = 0;
    for (int i = 0; i < rounds / 4; i++) {
      samples += ScrapeAccess.parse(page).size();
    }
    // CPU time: whatever else runs on the machine does not count.
    var thread = ManagementFactory.getThreadMXBean();
    long start = thread.getCurrentThreadCpuTime();
    for (int i = 0; i < rounds; i++) {
      samples += ScrapeAccess.parse(page).size();
    }
    double took = (thread.getCurrentThreadCpuTime() - start) / 1e9;
    MetricsPage one = ScrapeAccess.parse(page);
    System.out.printf(
        Locale.ROOT,
        "parser: %s, %d KiB, %d lines, %d kept: %.0f us a page, %.0f MiB/s (%d)%n",
        name,
        page.length() >> 10,
        page.lines().count(),
        one.size(),
        took / rounds * 1e6,
        page.length() * (double) rounds / (1 << 20) / took,
        samples % 7);
  }

  private void run(int clusters, int seconds, String page) throws Exception {
    Process server = serve(page);
    try (NettyEtcdConnector connector = new NettyEtcdConnector();
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      int port = port(server);
      long empty = heap();
      List<Watched> all = new ArrayList<>();
      for (int i = 0; i < clusters; i++) {
        all.add(new Watched(connector, i, port));
      }
      for (int i = 0; i < clusters; i++) {
        Watched one = all.get(i);
        var unused =
            timer.scheduleAtFixedRate(
                () -> threads.execute(() -> one.read(this)),
                i * INTERVAL_MILLIS / clusters,
                INTERVAL_MILLIS,
                TimeUnit.MILLISECONDS);
      }
      TimeUnit.MILLISECONDS.sleep(3 * INTERVAL_MILLIS);
      long before = read.sum();
      long cpu = system.getProcessCpuTime();
      long start = System.nanoTime();
      TimeUnit.SECONDS.sleep(seconds);
      double wall = (System.nanoTime() - start) / 1e9;
      double cores = (system.getProcessCpuTime() - cpu) / 1e9 / wall;
      double pages = (read.sum() - before) / wall;
      int members = clusters * MEMBERS;
      System.out.printf(
          Locale.ROOT,
          "scraper: %d members every %d s: %.0f pages/s (%d lost), %.2f cores, %.2f ms of CPU a page,"
              + " %.1f KiB of heap a member after %d samples each%n",
          members,
          INTERVAL_MILLIS / 1000,
          pages,
          lost.sum(),
          cores,
          cores / pages * 1000,
          (heap() - empty) / 1024.0 / members,
          read.sum() / members);
    } finally {
      server.destroy();
    }
  }

  private static long heap() throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(200);
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  private static Process serve(String page) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            PageServer.class.getName(),
            page)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static int port(Process server) throws IOException {
    BufferedReader out =
        new BufferedReader(new InputStreamReader(server.getInputStream(), StandardCharsets.UTF_8));
    return Integer.parseInt(out.readLine());
  }

  /** One cluster, with its scraper. */
  private static final class Watched {
    private final Scraper scraper = new Scraper();
    private final InspectionContext context;
    private final List<io.etcdmonitor.engine.view.ViewMember> members;

    Watched(NettyEtcdConnector connector, int number, int port) {
      List<Endpoint> endpoints = new ArrayList<>();
      for (int i = 0; i < MEMBERS; i++) {
        // Every loopback address is another member.
        int address = number * MEMBERS + i;
        endpoints.add(
            new Endpoint("http", "127.1." + address / 250 + "." + (address % 250 + 1), port));
      }
      ClusterConnection connection = connector.open(ConnectionSpec.plain(endpoints));
      context = ScrapeAccess.context(connection);
      members = ScrapeAccess.members(endpoints);
    }

    void read(ScrapeCost cost) {
      Scrape scrape = scraper.read(context, members);
      cost.read.add(scrape.read());
      cost.lost.add(MEMBERS - scrape.read());
    }
  }
}
