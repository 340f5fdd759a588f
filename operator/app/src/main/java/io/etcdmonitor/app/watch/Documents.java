package io.etcdmonitor.app.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.etcdmonitor.engine.assess.ConditionFact;
import io.etcdmonitor.engine.model.ClusterObservation;
import io.etcdmonitor.engine.model.Finding;
import io.etcdmonitor.engine.model.Measurement;
import io.etcdmonitor.engine.model.MemberObservation;
import io.etcdmonitor.engine.result.InspectionResult;
import io.etcdmonitor.engine.transition.Transition;
import java.time.Duration;

/**
 * A snapshot as JSON or YAML. Names are those of the Kubernetes API where it has the same thing;
 * sizes are bytes, durations and latencies seconds, times RFC 3339. What is not known is absent.
 */
public final class Documents {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final YAMLMapper YAML = new YAMLMapper();

  private Documents() {}

  /** One line of JSON. */
  public static String json(Snapshot snapshot) {
    return write(JSON, snapshot) + "\n";
  }

  /** One YAML document, with its {@code ---}. */
  public static String yaml(Snapshot snapshot) {
    return write(YAML, snapshot);
  }

  private static String write(ObjectMapper mapper, Snapshot snapshot) {
    try {
      return mapper.writeValueAsString(tree(snapshot));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of texts and numbers was refused", e);
    }
  }

  static ObjectNode tree(Snapshot snapshot) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("time", snapshot.time().toString());
    root.put("cluster", snapshot.cluster().name());
    root.put("health", snapshot.assessment().health().word());
    root.put("verdict", snapshot.verdict().word());
    root.put("message", snapshot.assessment().message());
    snapshot.assessment().observation().ifPresent(seen -> observation(root, seen));
    ArrayNode conditions = root.putArray("conditions");
    snapshot.assessment().conditions().forEach(fact -> condition(conditions.addObject(), fact));
    ArrayNode inspections = root.putArray("inspections");
    snapshot.results().forEach(result -> inspection(inspections.addObject(), result));
    if (!snapshot.transitions().isEmpty()) {
      ArrayNode transitions = root.putArray("transitions");
      snapshot.transitions().forEach(transition -> transition(transitions.addObject(), transition));
    }
    if (snapshot.skipped() > 0) {
      root.put("skipped", snapshot.skipped());
    }
    return root;
  }

  private static void observation(ObjectNode root, ClusterObservation seen) {
    seen.clusterId().ifPresent(id -> root.put("clusterID", id));
    seen.version().ifPresent(version -> root.put("version", version));
    seen.leader()
        .ifPresent(leader ->
            root.putObject("leader")
                .put("id", leader.id())
                .put("name", leader.name())
                .put("since", leader.since().toString())
                .put("term", leader.term()));
    if (seen.quorum().voters() > 0) {
      ObjectNode quorum =
          root.putObject("quorum")
              .put("voters", seen.quorum().voters())
              .put("needed", seen.quorum().needed());
      if (seen.quorumObserved()) {
        quorum.put("healthy", seen.quorum().healthy()).put("canLose", seen.quorum().canLose());
      }
    }
    ArrayNode members = root.putArray("members");
    seen.members().forEach(member -> member(members.addObject(), member));
  }

  private static void member(ObjectNode node, MemberObservation member) {
    node.put("id", member.id());
    text(node, "name", member.name());
    ArrayNode endpoints = node.putArray("endpoints");
    member.endpoints().forEach(endpoints::add);
    node.put("role", member.role().word()).put("state", member.state().word());
    member.version().ifPresent(version -> node.put("version", version));
    member.dbSize().ifPresent(size -> node.put("dbSize", size));
    member.dbSizeInUse().ifPresent(size -> node.put("dbSizeInUse", size));
    member.dbQuota().ifPresent(size -> node.put("dbQuota", size));
    member.appliedLag().ifPresent(lag -> node.put("appliedLag", lag));
    member.latency().ifPresent(latency -> node.put("latency", seconds(latency)));
    member.certificateNotAfter().ifPresent(time -> node.put("certNotAfter", time.toString()));
    node.put("since", member.since().toString());
    node.put("reason", member.reason()).put("message", member.message());
  }

  private static void condition(ObjectNode node, ConditionFact fact) {
    node.put("type", fact.type().word())
        .put("status", fact.status().word())
        .put("reason", fact.reason())
        .put("message", fact.message());
  }

  private static void inspection(ObjectNode node, InspectionResult result) {
    node.put("feature", result.feature())
        .put("verdict", result.verdict().word())
        .put("reason", result.reason())
        .put("message", result.message())
        .put("lastRun", result.time().toString())
        .put("duration", seconds(result.duration()));
    ArrayNode findings = node.putArray("findings");
    result.findings().forEach(finding -> finding(findings.addObject(), finding));
    ArrayNode measurements = node.putArray("measurements");
    result.measurements().forEach(measured -> measurement(measurements.addObject(), measured));
  }

  private static void finding(ObjectNode node, Finding finding) {
    node.put("id", finding.id()).put("severity", finding.severity().word());
    text(node, "member", finding.member());
    node.put("reason", finding.reason()).put("message", finding.message());
    text(node, "value", finding.value());
    text(node, "threshold", finding.threshold());
    text(node, "remedy", finding.remedy());
    node.put("firstSeen", finding.firstSeen().toString());
  }

  private static void measurement(ObjectNode node, Measurement measured) {
    node.put("name", measured.name());
    text(node, "member", measured.member());
    text(node, "label", measured.label());
    node.put("value", measured.value());
  }

  private static void transition(ObjectNode node, Transition transition) {
    node.put("type", transition.type().word()).put("trouble", transition.trouble());
    text(node, "member", transition.member());
    node.put("message", transition.message());
  }

  private static void text(ObjectNode node, String name, String value) {
    if (!value.isEmpty()) {
      node.put(name, value);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }
}
