package io.etcdmonitor.toolkit.benchmark;

import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.toolkit.metrics.Buckets;
import io.etcdmonitor.toolkit.metrics.MemberPage;
import io.etcdmonitor.toolkit.metrics.Pages;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/** The members' own view of their disks between two readings of their pages. */
final class DiskWindow {
  private static final String FSYNC = "etcd_disk_wal_fsync_duration_seconds";
  private static final String COMMIT = "etcd_disk_backend_commit_duration_seconds";
  private static final String CPU = "process_cpu_seconds_total";
  private static final double MILLIS = 1e3;

  private final Pages pages;
  private final List<Endpoint> endpoints;
  private CompletableFuture<Map<Endpoint, Pages.Reading>> before;

  DiskWindow(Pages pages, List<Endpoint> endpoints) {
    this.pages = pages;
    this.endpoints = endpoints;
  }

  void begin() {
    before = pages.read(endpoints);
  }

  List<Report.MemberDisk> end() {
    if (before == null) {
      return List.of();
    }
    Map<Endpoint, Pages.Reading> first = before.join();
    Map<Endpoint, Pages.Reading> last = pages.read(endpoints).join();
    return endpoints.stream().map(e -> disk(e, first.get(e), last.get(e))).toList();
  }

  private static Report.MemberDisk disk(
      Endpoint endpoint, Pages.Reading first, Pages.Reading last) {
    if (first.page().isEmpty() || last.page().isEmpty()) {
      String problem = first.page().isEmpty() ? first.problem() : last.problem();
      return new Report.MemberDisk(endpoint.toString(), null, null, null, problem);
    }
    MemberPage a = first.page().get();
    MemberPage b = last.page().get();
    OptionalDouble from = a.value(CPU);
    OptionalDouble to = b.value(CPU);
    Report.Timing fsync = timing(a, b, FSYNC);
    Report.Timing commit = timing(a, b, COMMIT);
    return new Report.MemberDisk(
        endpoint.toString(),
        fsync,
        commit,
        from.isPresent() && to.isPresent() && to.getAsDouble() >= from.getAsDouble()
            ? to.getAsDouble() - from.getAsDouble()
            : null,
        fsync == null || commit == null
            ? "the page does not tell of its disk, or the member restarted meanwhile"
            : "");
  }

  private static Report.Timing timing(MemberPage before, MemberPage after, String name) {
    Optional<Buckets> window =
        after.histogram(name).flatMap(b -> before.histogram(name).flatMap(b::since));
    return window
        .map(w ->
            new Report.Timing(
                (long) w.count(),
                millis(w.quantile(0.5)),
                millis(w.quantile(0.99)),
                w.beyond(0.99)))
        .orElse(null);
  }

  private static Double millis(OptionalDouble seconds) {
    return seconds.isPresent() ? seconds.getAsDouble() * MILLIS : null;
  }
}
