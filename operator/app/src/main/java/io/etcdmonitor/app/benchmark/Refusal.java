package io.etcdmonitor.app.benchmark;

import io.etcdmonitor.engine.feature.InspectionContext;
import io.etcdmonitor.engine.scrape.MemberSample;
import io.etcdmonitor.engine.scrape.Scrape;
import io.etcdmonitor.engine.scrape.Scraper;
import io.etcdmonitor.engine.scrape.Series;
import io.etcdmonitor.engine.view.ClusterView;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/** Why a cluster is not to be loaded now. */
final class Refusal {
  private static final double FULL = 0.8;

  private Refusal() {}

  /** One clause, or empty when it is well. */
  static Optional<String> of(InspectionContext context) {
    ClusterView view = context.view();
    List<ViewMember> members = view.members();
    Scrape pages = Scraper.of(context).read(context, members);
    for (ViewMember member : members) {
      Optional<String> trouble = trouble(view, member, pages);
      if (trouble.isPresent()) {
        return trouble;
      }
    }
    Set<Optional<String>> leaders =
        view.statuses().values().stream()
            .flatMap(reply -> reply.value().stream())
            .map(MemberStatus::leaderId)
            .collect(Collectors.toSet());
    if (leaders.size() != 1 || leaders.contains(Optional.<String>empty())) {
      return Optional.of("its members do not agree on a leader");
    }
    Reply<List<Alarm>> alarms = view.alarms();
    if (!alarms.ok()) {
      return Optional.of("its alarms cannot be read");
    }
    return alarms.value().filter(set -> !set.isEmpty()).map(set -> "an alarm is set");
  }

  private static Optional<String> trouble(ClusterView view, ViewMember member, Scrape pages) {
    Reply<MemberStatus> status = view.statuses().get(member.id());
    if (status == null || !status.ok()) {
      return Optional.of(
          "member "
              + member.label()
              + " does not answer"
              + (status == null ? "" : status.failure().map(f -> ": " + f.message()).orElse("")));
    }
    MemberStatus told = status.value().orElseThrow();
    OptionalDouble quota = quota(told, pages.of(member.id()).sample());
    if (quota.isPresent()
        && quota.getAsDouble() > 0
        && (double) told.dbSize() > FULL * quota.getAsDouble()) {
      return Optional.of("the database of " + member.label() + " is over 80 % of its quota");
    }
    Reply<Long> read = view.reads().get(member.id());
    boolean serves =
        read != null
            && (read.ok()
                || read.failure()
                    .filter(f -> f.cause() == FailureCause.PERMISSION_DENIED)
                    .isPresent());
    return serves ? Optional.empty() : Optional.of("member " + member.label() + " does not serve");
  }

  /** Before etcd 3.6 only the metrics page tells it. */
  private static OptionalDouble quota(MemberStatus told, Optional<MemberSample> page) {
    return told.dbSizeQuota().isPresent()
        ? OptionalDouble.of((double) told.dbSizeQuota().getAsLong())
        : page.map(sample -> sample.value(Series.QUOTA)).orElse(OptionalDouble.empty());
  }
}
