package io.etcdmonitor.engine.features.capacity;

import io.etcdmonitor.engine.scrape.MemberSample;
import io.etcdmonitor.engine.scrape.Series;
import io.etcdmonitor.etcd.MemberStatus;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The quota of a member's database.
 *
 * @param kind what is known of it
 * @param bytes the quota, when it is known; else 0
 */
record Quota(Kind kind, long bytes) {
  static final Quota UNKNOWN = new Quota(Kind.UNKNOWN, 0);
  static final Quota DISABLED = new Quota(Kind.DISABLED, 0);

  /** What is known. */
  enum Kind {
    KNOWN,
    DISABLED,
    UNKNOWN
  }

  /**
   * From what the member tells: its status from etcd 3.6 on (3.6.0 to 3.6.5 tell none that was not
   * set), else its metrics page, where a negative number means that the quota is disabled.
   */
  static Quota of(MemberStatus status, Optional<MemberSample> sample) {
    if (status.dbSizeQuota().isPresent()) {
      return new Quota(Kind.KNOWN, status.dbSizeQuota().getAsLong());
    }
    OptionalDouble told = sample.map(s -> s.value(Series.QUOTA)).orElse(OptionalDouble.empty());
    if (told.isEmpty() || told.getAsDouble() == 0) {
      return UNKNOWN;
    }
    return told.getAsDouble() < 0 ? DISABLED : new Quota(Kind.KNOWN, (long) told.getAsDouble());
  }

  boolean known() {
    return kind == Kind.KNOWN;
  }
}
