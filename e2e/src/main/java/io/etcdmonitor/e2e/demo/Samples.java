package io.etcdmonitor.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.etcd.Endpoint;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;

/** The samples of {@code deploy/samples}, changed to point at the demo's etcd and to look often. */
final class Samples {
  private static final String CLUSTER = "demo";
  private static final Map<String, String> INTERVALS =
      new java.util.TreeMap<>(
          Map.of("healthy", "5s", "alarm", "5s", "request", "5s", "consistency", "10s"));

  private static final int LEADER_CHANGES = 100;

  private Samples() {}

  /** The cluster, as YAML. */
  static String cluster(List<Endpoint> endpoints, String etcdMinor) {
    ObjectNode cluster = read("plain.yaml", CLUSTER);
    ObjectNode spec = cluster.withObject("/spec");
    spec.put("description", "three members on this machine");
    ArrayNode urls = spec.putArray("endpoints");
    endpoints.forEach(e -> urls.add(e.toString()));
    spec.putObject("expected").put("members", endpoints.size()).put("version", etcdMinor);
    // Breaking it for fun means elections; they shall not hide that it is whole again.
    spec.putObject("thresholds").put("leaderChangesPerHour", LEADER_CHANGES);
    ArrayNode features = spec.putArray("features");
    INTERVALS.forEach((name, interval) -> {
      ObjectNode feature = features.addObject().put("name", name);
      feature.put("interval", interval).put("timeout", "4s");
      if (name.equals("consistency")) {
        // Its database is tiny: hashing all of it each time costs nothing.
        feature.putObject("settings").put("fullHashInterval", interval);
      }
    });
    return Serialization.asYaml(cluster);
  }

  /** One look at the consistency of that cluster, as YAML. */
  static String inspection() {
    ObjectNode inspection = read("inspection-once.yaml", CLUSTER + "-consistency-now");
    inspection.withObject("/spec").put("clusterName", CLUSTER);
    return Serialization.asYaml(inspection);
  }

  private static ObjectNode read(String file, String name) {
    String yaml = Checkout.read(Checkout.root().resolve("deploy/samples").resolve(file));
    ObjectNode object = (ObjectNode) Serialization.unmarshal(yaml, JsonNode.class);
    object.withObject("/metadata").put("name", name).put("namespace", "default");
    return object;
  }
}
