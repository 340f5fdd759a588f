package io.etcdmonitor.e2e.kube;

import io.fabric8.kubernetes.api.model.events.v1.Event;

/** What Events say. */
public final class Events {
  private Events() {}

  /** How often it happened: an Event alone has no series. */
  public static int times(Event event) {
    return event.getSeries() == null ? 1 : event.getSeries().getCount();
  }
}
