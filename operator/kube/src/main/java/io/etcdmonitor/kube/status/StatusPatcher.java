package io.etcdmonitor.kube.status;

import io.fabric8.kubernetes.client.CustomResource;

/** Writes the status of one object. Calls block and throw what the client throws. */
@FunctionalInterface
public interface StatusPatcher {
  /**
   * Writes it.
   *
   * @param fresh holds name, namespace and status only
   * @return the resourceVersion that the write made; null when it is not known
   */
  String patch(CustomResource<?, ?> fresh);
}
