package io.etcdmonitor.kube.event;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Instant;

/** Writes Events. Calls block; they throw what the client throws. */
public interface EventWriter {
  /** Creates one. */
  void create(Event event);

  /** Says how often the same happened again. */
  void updateSeries(String namespace, String name, int count, Instant last);
}
