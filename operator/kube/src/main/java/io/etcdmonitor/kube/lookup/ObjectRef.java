package io.etcdmonitor.kube.lookup;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is watched: one object by name, or those with some labels.
 *
 * @param type kind
 * @param namespace where
 * @param name of the object; empty when labels select
 * @param labels that select; empty when the name does
 */
record ObjectRef(
    Class<? extends HasMetadata> type, String namespace, String name, Map<String, String> labels) {
  ObjectRef {
    labels = Map.copyOf(labels);
  }

  @Override
  public String toString() {
    return type.getSimpleName()
        + " "
        + namespace
        + "/"
        + (name.isEmpty() ? new TreeMap<>(labels).toString() : name);
  }
}
