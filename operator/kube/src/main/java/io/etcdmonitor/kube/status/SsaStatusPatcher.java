package io.etcdmonitor.kube.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.EditReplacePatchable;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.Objects;

/**
 * Server-side apply of the status subresource: what we no longer say disappears, and no
 * resourceVersion means that a spec being edited meanwhile is no conflict. What others own would
 * stay: where there is such, the whole is replaced.
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
    HasMetadata made =
        status(fresh).patch(context(PatchType.SERVER_SIDE_APPLY).withForce(true).build());
    if (!isAsWritten(made, fresh)) {
      // A leader, say, where there is none: a restored backup owns all that it wrote.
      made = status(fresh).patch(context(PatchType.JSON).build(), replacement(fresh));
    }
    return made.getMetadata().getResourceVersion();
  }

  private EditReplacePatchable<HasMetadata> status(HasMetadata fresh) {
    return client.resource(fresh).subresource("status");
  }

  private PatchContext.Builder context(PatchType type) {
    return new PatchContext.Builder().withPatchType(type).withFieldManager(fieldManager);
  }

  /** As far as the client reads it: ours is read as it reads the API's. */
  private boolean isAsWritten(HasMetadata made, CustomResource<?, ?> fresh) {
    CustomResource<?, ?> ours = client.getKubernetesSerialization().clone(fresh);
    return !(made instanceof CustomResource<?, ?> there)
        || Objects.equals(there.getStatus(), ours.getStatus());
  }

  private String replacement(CustomResource<?, ?> fresh) {
    return "[{\"op\":\"replace\",\"path\":\"/status\",\"value\":%s}]"
        .formatted(client.getKubernetesSerialization().asJson(fresh.getStatus()));
  }
}
