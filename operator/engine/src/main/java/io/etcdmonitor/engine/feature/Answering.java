package io.etcdmonitor.engine.feature;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.view.Responders;
import io.etcdmonitor.engine.view.ViewMember;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.FailureCause;
import io.etcdmonitor.etcd.MemberStatus;
import java.util.Comparator;
import java.util.List;

/** Members that give their status, and what to say when none does. */
public final class Answering {
  private Answering() {}

  /** Members that answer, the leader first. */
  public static List<ViewMember> members(InspectionContext context) {
    return Responders.of(context.view());
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
