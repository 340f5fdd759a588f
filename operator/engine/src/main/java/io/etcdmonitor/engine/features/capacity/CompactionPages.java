package io.etcdmonitor.engine.features.capacity;

import io.etcdmonitor.engine.scrape.MemberSample;
import io.etcdmonitor.engine.scrape.Series;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What the members' pages tell of compaction. Pure. */
final class CompactionPages {
  private CompactionPages() {}

  /**
   * From the member that is furthest, of several from the one that says the least of the past;
   * empty when no page tells the revision.
   */
  static Optional<CompactionLog.Told> told(long current, List<MemberSample> pages) {
    return pages.stream()
        .filter(page -> page.value(Series.COMPACT_REVISION).isPresent())
        .max(
            Comparator.comparingDouble(CompactionPages::revision)
                .thenComparingDouble(page -> page.value(Series.COMPACTION_LAST).orElse(0))
                .thenComparingDouble(page -> page.value(Series.PROCESS_START).orElse(0)))
        .map(page ->
            new CompactionLog.Told(current, (long) revision(page), last(page), noneSince(page)));
  }

  private static double revision(MemberSample page) {
    return page.value(Series.COMPACT_REVISION).orElse(0);
  }

  private static Optional<Instant> last(MemberSample page) {
    return page.instant(Series.COMPACTION_LAST);
  }

  /** A process that tells of none has done none since it began; etcd 3.4 never tells of any. */
  private static Optional<Instant> noneSince(MemberSample page) {
    boolean none = page.value(Series.COMPACTION_LAST).orElse(-1) == 0 || revision(page) <= 0;
    return none ? page.instant(Series.PROCESS_START) : Optional.empty();
  }
}
