package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.metricspage.MetricsPage;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Expected;
import io.etcdmonitor.engine.model.MetricsAccess;
import io.etcdmonitor.engine.model.Thresholds;
import io.etcdmonitor.engine.model.WatchedCluster;
import io.etcdmonitor.engine.testing.Stub;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.ClusterConnection;
import io.etcdmonitor.etcd.Endpoint;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** What the benchmark needs of this package: the scraper's own way of parsing, and a context. */
public final class ScrapeAccess {
  private ScrapeAccess() {}

  /** Parses as the scraper does. */
  public static MetricsPage parse(String page) {
    return MetricsPage.parse(page, MemberSample::wanted, MemberSample::onlyCounted, 20_000);
  }

  /** Members at these endpoints. */
  public static List<ViewMember> members(List<Endpoint> endpoints) {
    List<ViewMember> members = new ArrayList<>();
    for (Endpoint endpoint : endpoints) {
      members.add(
          new ViewMember(
              endpoint.toString(), "", List.of(endpoint), List.of(), false, false, false));
    }
    return members;
  }

  /** A context that has a connection, the time, and nothing else. */
  public static InspectionContext context(ClusterConnection connection) {
    WatchedCluster cluster =
        new WatchedCluster(
            new ClusterKey("bench", connection.spec().seeds().get(0).host()),
            "",
            connection.spec(),
            Thresholds.DEFAULTS,
            Expected.NOTHING,
            MetricsAccess.DEFAULT);
    ClusterView view =
        Stub.of(
            ClusterView.class,
            (name, arguments) -> connection.member(((ViewMember) arguments[0]).endpoints()));
    return Stub.of(
        InspectionContext.class,
        (name, arguments) ->
            switch (name) {
              case "clock" -> Clock.systemUTC();
              case "cluster" -> cluster;
              case "view" -> view;
              case "budget" -> arguments[0];
              default -> throw new UnsupportedOperationException(name);
            });
  }
}
