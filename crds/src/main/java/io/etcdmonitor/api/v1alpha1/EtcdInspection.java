package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.etcdmonitor.api.schema.EtcdInspectionSchema;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;

/** One feature applied to one cluster, once or on an interval. */
@Group(EtcdMonitorApi.GROUP)
@Version(EtcdMonitorApi.VERSION)
@Kind(EtcdInspection.KIND)
@Plural("etcdinspections")
@Singular("etcdinspection")
@ShortNames("ein")
@Categories(EtcdMonitorApi.CATEGORY)
@JsonClassDescription("One feature applied to one etcd cluster, once or on an interval.")
@SchemaCustomizer(EtcdInspectionSchema.class)
@AdditionalPrinterColumn(name = "CLUSTER", jsonPath = ".spec.clusterName", type = Type.STRING)
@AdditionalPrinterColumn(name = "FEATURE", jsonPath = ".spec.feature", type = Type.STRING)
@AdditionalPrinterColumn(name = "VERDICT", jsonPath = ".status.verdict", type = Type.STRING)
@AdditionalPrinterColumn(name = "REASON", jsonPath = ".status.reason", type = Type.STRING)
@AdditionalPrinterColumn(name = "FINDINGS", jsonPath = ".status.findingCount", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "LAST-RUN", jsonPath = ".status.lastRun", type = Type.DATE)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "NEXT-RUN",
    jsonPath = ".status.nextRun",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "DURATION",
    jsonPath = ".status.duration",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "MESSAGE",
    jsonPath = ".status.message",
    type = Type.STRING,
    priority = 1)
public class EtcdInspection extends CustomResource<EtcdInspectionSpec, EtcdInspectionStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** The kind. */
  public static final String KIND = "EtcdInspection";

  @Override
  @Required
  @JsonPropertyDescription("Which feature to run on which cluster, and when.")
  public EtcdInspectionSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription(
      "What was last found. Written by the operator on change or at a heartbeat; absent means not"
          + " known.")
  public EtcdInspectionStatus getStatus() {
    return super.getStatus();
  }
}
