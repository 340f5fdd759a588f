package io.etcdmonitor.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.etcdmonitor.api.schema.EtcdClusterSchema;
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

/** An etcd cluster that exists already and is to be watched. */
@Group(EtcdMonitorApi.GROUP)
@Version(EtcdMonitorApi.VERSION)
@Kind(EtcdCluster.KIND)
@Plural("etcdclusters")
@Singular("etcdcluster")
@ShortNames("ecl")
@Categories(EtcdMonitorApi.CATEGORY)
@JsonClassDescription("An etcd cluster that exists already and is to be watched.")
@SchemaCustomizer(EtcdClusterSchema.class)
@AdditionalPrinterColumn(name = "HEALTH", jsonPath = ".status.health", type = Type.STRING)
@AdditionalPrinterColumn(name = "MEMBERS", jsonPath = ".status.membersReady", type = Type.STRING)
@AdditionalPrinterColumn(name = "LEADER", jsonPath = ".status.leader.name", type = Type.STRING)
@AdditionalPrinterColumn(name = "VERSION", jsonPath = ".status.version", type = Type.STRING)
@AdditionalPrinterColumn(name = "DB", jsonPath = ".status.database.size", type = Type.STRING)
@AdditionalPrinterColumn(
    name = "QUOTA%",
    jsonPath = ".status.database.usedPercent",
    type = Type.INTEGER)
@AdditionalPrinterColumn(name = "ALERTS", jsonPath = ".status.openAlerts", type = Type.INTEGER)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(
    name = "REASON",
    jsonPath = ".status.reason",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "CAN-LOSE",
    jsonPath = ".status.quorum.canLose",
    type = Type.INTEGER,
    priority = 1)
@AdditionalPrinterColumn(
    name = "CERT-EXPIRY",
    jsonPath = ".status.certNotAfter",
    type = Type.STRING,
    priority = 1)
@AdditionalPrinterColumn(
    name = "MESSAGE",
    jsonPath = ".status.message",
    type = Type.STRING,
    priority = 1)
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
