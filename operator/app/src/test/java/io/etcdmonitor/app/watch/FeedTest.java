package io.etcdmonitor.app.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.app.Sightings;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.result.ResultChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeedTest {
  private static final ClusterKey ETCD = new ClusterKey("", "etcd");
  private static final Instant START = Instant.parse("2026-11-21T03:00:00Z");

  private final List<String> shown = new ArrayList<>();
  private final View view =
      new View() {
        @Override
        public void changed(ResultChange change) {
          shown.add(
              Long.toString(change.current().time().getEpochSecond() - START.getEpochSecond()));
        }

        @Override
        public void skipped(long results, Instant until) {
          shown.add(
              "%d before %d".formatted(results, until.getEpochSecond() - START.getEpochSecond()));
        }

        @Override
        public void tick() {
          shown.add("tick");
        }
      };

  @Test
  void whoeverReadsInTimeIsShownAllInOrder() throws Exception {
    Feed feed = new Feed(2);
    feed.onResult(result(1));
    feed.onResult(result(2));
    show(feed, 2);
    feed.onResult(result(3));
    show(feed, 2);
    assertThat(shown).containsExactly("1", "2", "3", "tick");
  }

  @Test
  void theOldestAreSkippedAndTheGapIsSaidOnceBeforeWhatFollowsIt() throws Exception {
    Feed feed = new Feed(3);
    for (int second = 1; second <= 10; second++) {
      feed.onResult(result(second));
    }
    show(feed, 4);
    assertThat(shown).containsExactly("7 before 8", "8", "9", "10", "tick");
  }

  /** A pipe that nobody reads for days must not cost the memory that watching needs. */
  @Test
  void howManyWaitIsBounded() throws Exception {
    Feed feed = new Feed();
    for (int second = 1; second <= 100_000; second++) {
      feed.onResult(result(second));
    }
    int waiting = 0;
    while (feed.next(Duration.ZERO).isPresent()) {
      waiting++;
    }
    assertThat(waiting).isEqualTo(256);
  }

  private void show(Feed feed, int times) throws InterruptedException {
    for (int i = 0; i < times; i++) {
      feed.show(view, Duration.ZERO);
    }
  }

  private static ResultChange result(int second) {
    return new ResultChange(
        Sightings.spec(ETCD, "request"),
        Sightings.measured(ETCD, "request", START.plusSeconds(second)),
        Optional.empty(),
        false,
        List.of());
  }
}
