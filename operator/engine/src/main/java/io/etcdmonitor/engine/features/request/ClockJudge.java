package io.etcdmonitor.engine.features.request;

import static io.etcdmonitor.engine.feature.Findings.finding;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a member's clock is too far from the others'. Pure. */
final class ClockJudge {
  /** The seconds that are measured waver by one or two; what people read should not. */
  private static final long STEP = 5;

  private ClockJudge() {}

  static Optional<Finding> judge(String member, Duration ahead, Duration limit, Instant now) {
    if (ahead.abs().compareTo(limit) < 0) {
      return Optional.empty();
    }
    double seconds = ahead.abs().toMillis() / 1e3;
    long rounded = seconds < STEP ? Math.round(seconds) : STEP * Math.round(seconds / STEP);
    String about = "about " + Words.duration(Duration.ofSeconds(rounded));
    String where = ahead.isNegative() ? "behind" : "ahead of";
    return Optional.of(
        finding(
                Severity.WARNING,
                Reasons.CLOCK_SKEW,
                "the clock of member %s is %s %s those of the other members"
                    .formatted(member, about, where))
            .member(member)
            .value(about + (ahead.isNegative() ? " behind" : " ahead"))
            .threshold(Words.duration(limit))
            .remedy(
                "check the time service (chrony, ntpd) of its host: certificates, tokens and logs"
                    + " go by that clock")
            .at(now));
  }
}
