package io.etcdmonitor.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.Cache;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceAction;
import io.javaoperatorsdk.operator.processing.event.source.controller.ResourceEvent;
import java.util.Set;

/** Has an object reconciled when asked to, also one that the framework has lost track of. */
final class PokeSource<P extends HasMetadata> extends AbstractEventSource<Void, P> {
  private final Cache<P> primaries;

  PokeSource(Cache<P> primaries) {
    super(Void.class, "poke");
    this.primaries = primaries;
  }

  /**
   * The framework heeds a plain event only of an object that it keeps a state of. It keeps none of
   * one that was made again while the deletion of its namesake was being handled.
   */
  void poke(ResourceID id) {
    if (isRunning()) {
      getEventHandler()
          .handleEvent(
              primaries
                  .get(id)
                  .<Event>map(object -> new ResourceEvent(ResourceAction.UPDATED, id, object))
                  .orElseGet(() -> new Event(id)));
    }
  }

  @Override
  public Set<Void> getSecondaryResources(P primary) {
    return Set.of();
  }
}
