package io.etcdmonitor.engine.alert;

import static io.etcdmonitor.engine.alert.World.quorumLost;
import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.store.AlertStore;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.alert.store.StoreException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The process ends while a batch is under way to a disk that takes seconds for each. */
class SlowDiskTest {
  private final Busy disk = new Busy();
  private final World world = new World(disk, "slack");
  private final World.FakeChannel slack = world.channel("slack");

  /** Takes no other batch while one is under way, but a last one behind it. */
  private static final class Busy implements AlertStore {
    private final MemoryStore rows = new MemoryStore();
    private boolean busy;

    @Override
    public Map<String, String> rows(String table) {
      return rows.rows(table);
    }

    @Override
    public void commit(List<Change> changes) {
      if (busy) {
        throw new StoreException("one is under way", null);
      }
      rows.commit(changes);
    }

    @Override
    public Optional<String> damage() {
      return Optional.empty();
    }

    @Override
    public void close(List<Change> last) {
      rows.commit(last);
    }

    @Override
    public void close() {}
  }

  @Test
  void whoWasToldLastIsNotToldAgainByTheNextProcess() {
    world.healthy(quorumLost());
    disk.busy = true;
    world.repeat(60, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
    endAndBeginAgain();
    world.repeat(60, quorumLost());
    assertThat(slack.kinds()).containsExactly("FIRING");
  }

  @Test
  void whoWasToldLastHearsTheEndFromTheNextProcess() {
    world.healthy(quorumLost());
    disk.busy = true;
    world.repeat(60, quorumLost());
    endAndBeginAgain();
    world.repeat(60);
    assertThat(slack.kinds()).containsExactly("FIRING", "RESOLVED");
  }

  private void endAndBeginAgain() {
    world.engine.close();
    disk.busy = false;
    world.restart();
  }
}
