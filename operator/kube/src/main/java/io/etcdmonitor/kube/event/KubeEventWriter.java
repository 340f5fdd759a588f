package io.etcdmonitor.kube.event;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;

/** Writes Events through the API. */
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
    String patch =
        "{\"series\":{\"count\":%d,\"lastObservedTime\":\"%s\"}}"
            .formatted(count, EventFactory.MICROS.format(last));
    client
        .events()
        .v1()
        .events()
        .inNamespace(namespace)
        .withName(name)
        .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
  }
}
