package io.etcdmonitor.app.metrics;

import java.util.List;
import java.util.stream.Stream;

/** What members' own pages, certificates and databases tell, as {@code etcd_monitor_*}. */
final class MeasuredFamilies {
  /** Where all their rows come from. */
  static final List<Source> SOURCES =
      Stream.concat(StoreFamilies.SOURCES.stream(), MemberFamilies.SOURCES.stream()).toList();

  /** All of them, in the order of the documentation. */
  static final List<MetricFamily> ALL =
      Stream.concat(
              SOURCES.stream().map(Source::family).distinct(),
              Stream.of(MemberFamilies.REQUEST_DURATION))
          .toList();

  private MeasuredFamilies() {}
}
