package io.etcdmonitor.engine.feature;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.Reply;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Members that give their status, and what to say when none does. */
public final class Answering {
  private Answering() {}

  /** Members that answer, the leader first. */
  public static List<ViewMember> members(InspectionContext context) {
    Map<String, Reply<MemberStatus>> statuses = context.view().statuses();
    return context.view().members().stream()
        .filter(m -> statuses.containsKey(m.id()) && statuses.get(m.id()).ok())
        .sorted(Comparator.comparing(m -> !statuses.get(m.id()).value().orElseThrow().leads()))
        .toList();
  }

  /** The status of a member that answers. */
  public static MemberStatus status(InspectionContext context, ViewMember member) {
    return context.view().statuses().get(member.id()).value().orElseThrow();
  }

  /**
   * Nobody answers.
   *
   * @param what is not known therefore, for example {@code its requests}
   */
  public static InspectionOutcome nobody(InspectionContext context, String what) {
    EtcdFailure failure =
        context.view().statuses().values().stream()
            .flatMap(reply -> reply.failure().stream())
            .min(Comparator.comparing((EtcdFailure f) -> !f.cause().configuration()))
            .orElse(new EtcdFailure(FailureCause.OTHER, "there is no member to ask"));
    return InspectionOutcome.unknown(
        failure.cause() == FailureCause.OTHER
            ? Reasons.PROBE_FAILED
            : FailureReasons.of(failure.cause()),
        "no member answers, so nothing is known of %s: %s; %s"
            .formatted(what, failure.message(), FailureReasons.remedy(failure.cause())));
  }
}
