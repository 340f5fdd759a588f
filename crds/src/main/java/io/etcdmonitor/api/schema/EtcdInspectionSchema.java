package io.etcdmonitor.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionSpec;
import io.etcdmonitor.api.v1alpha1.EtcdInspectionStatus;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** The schema of EtcdInspection. */
public final class EtcdInspectionSchema implements SchemaCustomizer.Customizer {
  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    SchemaNode root = new SchemaNode(schema);
    root.describe("One feature applied to one etcd cluster, once or on an interval.");
    spec(root.at("spec"), serialization);
    status(root.at("status"));
    CommonSchema.bounds(root);
    return schema;
  }

  private static void spec(SchemaNode spec, KubernetesSerialization serialization) {
    spec.defaults(serialization.convertValue(EtcdInspectionSpec.builder().build(), JsonNode.class));
    for (String field : new String[] {"clusterName", "feature"}) {
      spec.at(field)
          .rule(
              "self == oldSelf",
              field + " cannot be changed: create another EtcdInspection instead");
    }
    CommonSchema.durationRange(spec.at("interval"), "5s", "24h");
    CommonSchema.durationRange(spec.at("timeout"), "100ms", "10m");
    CommonSchema.durationRange(spec.at("ttlAfterFinished"), "1m", "8760h");
    CommonSchema.timeoutWithinInterval(spec);
    CommonSchema.settings(spec);
    spec.rule(
        "!has(self.ttlAfterFinished) || !has(self.interval)",
        "ttlAfterFinished is for inspections that run once: remove it, or remove interval",
        ".ttlAfterFinished");
  }

  private static void status(SchemaNode status) {
    status.at("findings").mapList("id").maxItems(EtcdInspectionStatus.MAX_FINDINGS);
    status.at("history").atomic().maxItems(50);
    status.at("measurements").maxProperties(256);
    CommonSchema.alerts(status, "alerts", EtcdInspectionStatus.MAX_ALERTS);
    CommonSchema.conditions(status);
  }
}
