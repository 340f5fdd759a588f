package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
