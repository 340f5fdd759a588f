package io.etcdmonitor.api.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.etcdmonitor.api.v1alpha1.EtcdClusterSpec;
import io.etcdmonitor.api.v1alpha1.EtcdClusterStatus;
import io.etcdmonitor.api.v1alpha1.FeatureSpec;
import io.etcdmonitor.api.v1alpha1.Patterns;
import io.etcdmonitor.api.v1alpha1.ServiceRef;
import io.etcdmonitor.api.v1alpha1.TlsSpec;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/**
 * The schema of EtcdCluster. Endpoints are not required: with kstone's annotation {@code
 * importedAddr} an empty spec is complete, and CEL cannot see annotations. The operator reports
 * missing endpoints in the condition Reachable.
 */
public final class EtcdClusterSchema implements SchemaCustomizer.Customizer {
  /** Leaves room for {@code -<feature>} in the names of the inspections of a cluster. */
  private static final int MAX_NAME = 253 - 64;

  private static final String NO_UNDERSCORE =
      "a host name has no underscore, for gRPC and TLS take none: write another name of the host,"
          + " or its address";

  @Override
  public JSONSchemaProps apply(
      JSONSchemaProps schema, String input, KubernetesSerialization serialization) {
    SchemaNode root = new SchemaNode(schema);
    root.describe("An etcd cluster that exists already and is to be watched.");
    root.rule(
        "size(self.metadata.name) <= " + MAX_NAME,
        "metadata.name must have at most "
            + MAX_NAME
            + " characters, because inspections are named <cluster>-<feature>");
    defaults(root.at("spec"), serialization);
    lists(root.at("spec"));
    connection(root.at("spec"));
    features(root.at("spec.features[]"));
    thresholds(root.at("spec.thresholds"));
    alerts(root.at("spec.alerts"));
    CommonSchema.durationRange(root.at("spec.metrics.interval"), "5s", "24h");
    status(root.at("status"));
    CommonSchema.bounds(root);
    return schema;
  }

  /** The constructors of the types are the only place where defaults are written down. */
  private static void defaults(SchemaNode spec, KubernetesSerialization serialization) {
    spec.defaults(tree(serialization, EtcdClusterSpec.builder().build()));
    spec.at("service").defaults(tree(serialization, new ServiceRef(null, null, null)));
    spec.at("tls").defaults(tree(serialization, new TlsSpec(null, null, null)));
    spec.at("features[]")
        .defaults(tree(serialization, new FeatureSpec(null, null, null, null, null)));
  }

  private static JsonNode tree(KubernetesSerialization serialization, Object value) {
    return serialization.convertValue(value, JsonNode.class);
  }

  private static void lists(SchemaNode spec) {
    spec.at("endpoints").set();
    spec.at("endpoints[]").length(1, 512).pattern(Patterns.CLIENT_URL);
    spec.at("endpointMap").mapList("advertised");
    spec.at("features").mapList("name");
    spec.at("alerts.channels").set().maxItems(16);
    spec.at("alerts.channels[]").length(1, 63).pattern(Patterns.DNS_LABEL);
    spec.at("alerts.disabledRules").set().maxItems(64);
    spec.at("alerts.disabledRules[]").length(1, 63).pattern(Patterns.RULE_NAME);
  }

  private static void connection(SchemaNode spec) {
    spec.at("endpoints[]")
        .rule(
            "self.matches(r'%s') && isURL(self) && (url(self).getPort() == ''"
                    .formatted(Patterns.CLIENT_URL)
                + " || int(url(self).getPort()) >= 1 && int(url(self).getPort()) <= 65535)",
            "must be http://host:port or https://host:port, port 1 to 65535, without a path")
        .rule("!self.contains('_')", NO_UNDERSCORE);
    for (String side : new String[] {"advertised", "reachable"}) {
      spec.at("endpointMap[]." + side)
          .rule("!self.contains('_')", "must be host:port or a client URL; " + NO_UNDERSCORE);
    }
    spec.rule(
        "!has(self.endpoints) || self.endpoints.all(e, e.startsWith('https://'))"
            + " || self.endpoints.all(e, e.startsWith('http://'))",
        "endpoints must be all https or all http: one cluster is spoken to in one way",
        ".endpoints");
    spec.rule(
        "!has(self.tls) || !has(self.endpoints)"
            + " || self.endpoints.all(e, e.startsWith('https://'))",
        "with tls set, every endpoint must start with https://",
        ".endpoints");
    spec.rule(
        "self.provider != 'service' || has(self.service)",
        "provider service needs service.name, the Kubernetes Service of the members",
        ".service");
    spec.rule(
        "!has(self.service) || self.provider == 'service'",
        "service is read only by provider service: set provider to service, or remove service",
        ".service");
    spec.rule(
        "!has(self.tls) || !has(self.service) || !has(self.service.scheme)"
            + " || self.service.scheme == 'https'",
        "with tls set, service.scheme must be https or absent",
        ".service.scheme");
    spec.rule(
        "self.storageBackend != 'v2' || !self.writeProbe.enabled",
        "the write probe needs storageBackend v3",
        ".writeProbe.enabled");
    spec.at("expected.clusterID")
        .rule(
            "self.matches('%s')".formatted(Patterns.HEX_ID),
            "must be lower-case hex as etcdctl prints it with --hex, e.g. cdf818194e3a8c32");
    spec.at("expected.version")
        .rule("self.matches(r'%s')".formatted(Patterns.VERSION), "must be like 3.5 or 3.5.21");
  }

  private static void features(SchemaNode feature) {
    CommonSchema.durationRange(feature.at("interval"), "5s", "24h");
    CommonSchema.durationRange(feature.at("timeout"), "100ms", "10m");
    CommonSchema.timeoutWithinInterval(feature);
    CommonSchema.settings(feature);
  }

  private static void thresholds(SchemaNode thresholds) {
    CommonSchema.durationRange(thresholds.at("latency"), "1ms", "1m");
    CommonSchema.durationRange(thresholds.at("clockSkew"), "1s", "24h");
    for (String levels : new String[] {"fsync", "commit"}) {
      CommonSchema.durationRange(thresholds.at(levels + ".warning"), "1ms", "1m");
      CommonSchema.durationRange(thresholds.at(levels + ".critical"), "1ms", "1m");
      thresholds
          .at(levels)
          .rule(
              "!(%s) || !(%s) || duration(self.warning) < duration(self.critical)"
                  .formatted(
                      CommonSchema.isDuration("self.warning"),
                      CommonSchema.isDuration("self.critical")),
              levels + ": warning must be below critical");
    }
    thresholds
        .at("quotaPercent")
        .rule("self.warning < self.critical", "quotaPercent: warning must be below critical");
    thresholds
        .at("certificateDays")
        .rule(
            "self.warning > self.critical",
            "certificateDays: warning must be above critical, it comes first as days run out");
  }

  private static void alerts(SchemaNode alerts) {
    alerts
        .at("labels")
        .maxProperties(32)
        .rule(
            "self.all(k, size(k) <= 63 && k.matches('%s'))".formatted(Patterns.LABEL_NAME),
            "names of alert labels start with a letter or '_', hold only letters, digits and '_',"
                + " and have at most 63 characters");
    alerts.at("labels{}").length(0, 256);
    alerts.at("rules").mapList("name").maxItems(32);
    AlertRuleSchema.apply(alerts.at("rules[]"));
  }

  private static void status(SchemaNode status) {
    status.at("members").mapList("id").maxItems(EtcdClusterStatus.MAX_MEMBERS);
    status.at("features").mapList("name").maxItems(EtcdClusterStatus.MAX_FEATURES);
    CommonSchema.alerts(status, "alerts", EtcdClusterStatus.MAX_ALERTS);
    CommonSchema.alerts(status, "furtherAlerts", EtcdClusterStatus.MAX_FURTHER_ALERTS);
    CommonSchema.alerts(status, "endingAlerts", EtcdClusterStatus.MAX_FURTHER_ALERTS);
    CommonSchema.conditions(status);
  }
}
