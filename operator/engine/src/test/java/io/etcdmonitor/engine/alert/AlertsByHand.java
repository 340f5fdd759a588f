package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.alert.channel.AlertMessage;
import io.etcdmonitor.engine.alert.store.MemoryStore;
import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.result.ResultListener;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** For tests of other packages: alerting without threads, with a channel that remembers. */
public final class AlertsByHand {
  private static final String CHANNEL = "ops";

  private final AlertConfig config = AlertConfig.standard(List.of(CHANNEL));
  private final World.FakeChannel channel = new World.FakeChannel(CHANNEL);
  private final AlertEngine engine;

  /** Begins to evaluate. */
  public AlertsByHand(Surroundings surroundings, Clock clock) {
    engine =
        new AlertEngine(
            new MemoryStore(), History.inMemory(), config, surroundings, clock, new Random(7));
    engine.configure(config, Map.of(CHANNEL, channel));
  }

  /** What is to hear of results. */
  public ResultListener listener() {
    return engine;
  }

  /** Hears of changes. */
  public void addListener(AlertListener listener) {
    engine.addListener(listener);
  }

  /** Evaluates and delivers until nothing is due. */
  public void settle() {
    engine.step();
    while (engine.deliver(CHANNEL)) {
      engine.step();
    }
  }

  /** What fires. */
  public List<OpenAlert> open(ClusterKey cluster) {
    return engine.open(cluster);
  }

  /** What the channel was sent, in order. */
  public List<AlertMessage> messages() {
    return channel.messages;
  }

  /** For who looks into it. */
  public Object engine() {
    return engine;
  }
}
