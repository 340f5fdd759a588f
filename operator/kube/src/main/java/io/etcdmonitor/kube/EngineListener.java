package io.etcdmonitor.kube;

import io.etcdmonitor.engine.model.InspectionKey;
import io.etcdmonitor.engine.result.ResultChange;
import io.etcdmonitor.engine.result.ResultListener;
import io.etcdmonitor.kube.event.EventRecorder;

/**
 * Turns results into pokes and Events. Never blocks the engine: both sides have queues of their
 * own.
 */
final class EngineListener implements ResultListener {
  private final PokeQueue pokes;
  private final EventRecorder events;

  EngineListener(PokeQueue pokes, EventRecorder events) {
    this.pokes = pokes;
    this.events = events;
  }

  @Override
  public void onResult(ResultChange change) {
    events.record(change);
    boolean first = change.previous().isEmpty();
    if (change.significant() || first) {
      InspectionKey key = change.spec().key();
      pokes.inspection(key.cluster().namespace(), key.name());
      if (change.spec().primary()) {
        pokes.news(key.cluster());
      }
    }
  }
}
