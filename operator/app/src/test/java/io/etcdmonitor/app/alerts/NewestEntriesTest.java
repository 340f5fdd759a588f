package io.etcdmonitor.app.alerts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.etcdmonitor.engine.alert.HistoryEntry;
import io.etcdmonitor.engine.model.ClusterKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class NewestEntriesTest {
  private static final Instant START = Instant.parse("2026-11-21T03:00:00Z");

  @Test
  void noMoreAreHeldThanAreAskedForWhicheverOrderTheyComeIn() {
    NewestEntries newest = new NewestEntries(3);
    List<Integer> sizes = new ArrayList<>();
    for (int cluster = 0; cluster < 10; cluster++) {
      for (int second = 99; second >= 0; second--) {
        newest.offer(key("c" + cluster), entry(10L * second + cluster));
        sizes.add(newest.size());
      }
    }

    assertThat(sizes).startsWith(1, 2, 3, 3).allMatch(size -> size <= 3);
    assertThat(newest.newestFirst())
        .extracting(placed -> placed.cluster().name(), placed -> placed.entry().time())
        .containsExactly(
            tuple("c9", START.plusSeconds(999)),
            tuple("c8", START.plusSeconds(998)),
            tuple("c7", START.plusSeconds(997)));
  }

  @Test
  void ofOneTimeTheFirstStayAndComeFirst() {
    NewestEntries newest = new NewestEntries(2);
    List.of("a", "b", "c").forEach(name -> newest.offer(key(name), entry(0)));

    assertThat(newest.newestFirst())
        .extracting(placed -> placed.cluster().name())
        .containsExactly("a", "b");
  }

  private static ClusterKey key(String name) {
    return new ClusterKey("prod", name);
  }

  private static HistoryEntry entry(long second) {
    return new HistoryEntry(
        START.plusSeconds(second), "rule", "", "", HistoryEntry.SENT, "log", "");
  }
}
