package io.etcdmonitor.e2e.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;

/** Server-side apply that refuses fields which the API server does not know. */
record Applier(KubernetesClient client) {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  void apply(Manifests manifests) {
    manifests.objects().forEach(this::apply);
  }

  GenericKubernetesResource apply(JsonNode object) {
    return client
        .resource(generic(object))
        .fieldValidation(Validation.STRICT)
        .forceConflicts()
        .serverSideApply();
  }

  /** Everything but the writing. */
  GenericKubernetesResource dryRun(JsonNode object) {
    return client
        .resource(generic(object))
        .dryRun()
        .fieldValidation(Validation.STRICT)
        .forceConflicts()
        .serverSideApply();
  }

  private static GenericKubernetesResource generic(JsonNode object) {
    return MAPPER.convertValue(object, GenericKubernetesResource.class);
  }
}
