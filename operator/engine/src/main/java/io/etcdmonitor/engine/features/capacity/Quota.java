package io.etcdmonitor.engine.features.capacity;

import io.etcdmonitor.engine.feature.Words;
import io.etcdmonitor.engine.scrape.MemberSample;
import io.etcdmonitor.engine.scrape.Series;
import io.etcdmonitor.etcd.MemberStatus;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The quota of a member's database.
 *
 * @param kind what is known of it
 * @param bytes the quota, when it is known; else 0
 * @param told when it was told, if that was not now
 */
record Quota(Kind kind, long bytes, Optional<Instant> told) {
  static final Quota UNKNOWN = new Quota(Kind.UNKNOWN, 0, Optional.empty());
  static final Quota DISABLED = new Quota(Kind.DISABLED, 0, Optional.empty());

  /** What is known. */
  enum Kind {
    KNOWN,
    DISABLED,
    UNKNOWN
  }

  /**
   * From what the member tells: its status from etcd 3.6 on (3.6.0 to 3.6.5 tell none that was not
   * set), else its metrics page. A negative number means that the quota is disabled.
   */
  static Quota of(MemberStatus status, Optional<MemberSample> sample) {
    if (status.dbSizeQuota().isPresent()) {
      return told(status.dbSizeQuota().getAsLong());
    }
    OptionalDouble page = sample.map(s -> s.value(Series.QUOTA)).orElse(OptionalDouble.empty());
    return page.isEmpty() || page.getAsDouble() == 0 ? UNKNOWN : told((long) page.getAsDouble());
  }

  private static Quota told(long bytes) {
    return bytes < 0 ? DISABLED : new Quota(Kind.KNOWN, bytes, Optional.empty());
  }

  /** The same, told at an earlier time. */
  Quota toldAt(Instant time) {
    return new Quota(kind, bytes, Optional.of(time));
  }

  /** {@code 2 GiB}, and from when that is if not from now. */
  String words() {
    return Words.bytes(bytes)
        + told.map(at ->
                " (told at %s, its metrics page cannot be read now)".formatted(Words.time(at)))
            .orElse("");
  }

  boolean known() {
    return kind == Kind.KNOWN;
  }
}
