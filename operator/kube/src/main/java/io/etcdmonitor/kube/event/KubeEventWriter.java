package io.etcdmonitor.kube.event;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;

/** Writes Events through the API. It may create and patch them, and reads none. */
public final class KubeEventWriter implements EventWriter {
  private final KubernetesClient client;

  public KubeEventWriter(KubernetesClient client) {
    this.client = client;
  }

  @Override
  public void create(Event event) {
    client.resource(event).create();
  }

  @Override
  public void updateSeries(String namespace, String name, int count, Instant last) {
    Event series =
        new EventBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name)
            .endMetadata()
            .withNewSeries()
            .withCount(count)
            .withLastObservedTime(new MicroTime(EventFactory.MICROS.format(last)))
            .endSeries()
            .build();
    // A patch given as text has fabric8 read the Event first, which our role does not allow.
    client.resource(series).patch(PatchContext.of(PatchType.JSON_MERGE));
  }
}
