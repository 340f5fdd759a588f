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

/** An etcd cluster that exists already and is to be watched. */
@Group(EtcdMonitorApi.GROUP)
@Version(EtcdMonitorApi.VERSION)
@Kind(EtcdCluster.KIND)
@Plural("etcdclusters")
@Singular("etcdcluster")
@ShortNames("ecl")
@Categories(EtcdMonitorApi.CATEGORY)
@JsonClassDescription("An etcd cluster that exists already and is to be watched.")
public class EtcdCluster extends CustomResource<EtcdClusterSpec, EtcdClusterStatus>
    implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** The kind. */
  public static final String KIND = "EtcdCluster";

  @Override
  @Required
  @JsonPropertyDescription(
      "What to watch, how to reach it and what to expect of it. May be empty when kstone's"
          + " annotations say it.")
  public EtcdClusterSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription(
      "What was last seen. Written by the operator on change or at a heartbeat; absent means not"
          + " known.")
  public EtcdClusterStatus getStatus() {
    return super.getStatus();
  }
}
