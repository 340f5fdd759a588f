package io.etcdmonitor.engine.features.healthy;

/** What is added to what is said of members whose list only a former process has read. Pure. */
final class FromBefore {
  private FromBefore() {}

  /** Of a member that has not answered. */
  static Standing of(Standing standing) {
    return new Standing(
        standing.state(),
        standing.reason(),
        standing.message() + " (known from before, not seen since etcd-monitor took over)",
        standing.remedy(),
        standing.cause());
  }

  /** Of the quorum of such members. */
  static QuorumJudge.Decision of(QuorumJudge.Decision decision) {
    return new QuorumJudge.Decision(
        decision.held(),
        decision.certain(),
        decision
            .finding()
            .map(f ->
                f.withMessage(
                    f.message()
                        + "; who the members are is known from before: no member list was read"
                        + " since etcd-monitor took over")));
  }
}
