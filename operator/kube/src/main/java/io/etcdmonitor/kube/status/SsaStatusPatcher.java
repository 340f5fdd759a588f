package io.etcdmonitor.kube.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/**
 * Server-side apply of the status subresource: what we no longer say disappears, what others own
 * stays, and no resourceVersion means that a spec being edited meanwhile is no conflict.
 */
public final class SsaStatusPatcher implements StatusPatcher {
  private final KubernetesClient client;
  private final String fieldManager;

  public SsaStatusPatcher(KubernetesClient client, String fieldManager) {
    this.client = client;
    this.fieldManager = fieldManager;
  }

  @Override
  public String patch(CustomResource<?, ?> fresh) {
    PatchContext apply =
        new PatchContext.Builder()
            .withPatchType(PatchType.SERVER_SIDE_APPLY)
            .withFieldManager(fieldManager)
            .withForce(true)
            .build();
    HasMetadata made = client.resource((HasMetadata) fresh).subresource("status").patch(apply);
    return made.getMetadata().getResourceVersion();
  }
}
