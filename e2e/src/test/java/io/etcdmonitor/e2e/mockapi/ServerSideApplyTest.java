package io.etcdmonitor.e2e.mockapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.mockapi.ServerSideApply.ApplyOptions;
import org.junit.jupiter.api.Test;

class ServerSideApplyTest {
  private static final JsonNode SCHEMA =
      Json.parse(
          """
          {"properties": {"status": {"properties": {"conditions": {
             "x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["type"],
             "items": {"properties": {"type": {"type": "string"}}}}}}}}
          """);
  private static final ObjectNode EMPTY = Json.parseObject("{metadata: {uid: u1}}");

  private final ServerSideApply apply = new ServerSideApply();

  private ObjectNode apply(ObjectNode live, String manager, boolean force, String config) {
    ApplyOptions options = new ApplyOptions(manager, "", force);
    ObjectNode result = apply.apply(live, Json.parseObject(config), SCHEMA, options);
    result.putObject("metadata").put("uid", "u1");
    return result;
  }

  private static String content(ObjectNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove("metadata");
    return copy.toString();
  }

  @Test
  void whatAManagerNoLongerAppliesGoes() {
    ObjectNode first = apply(EMPTY, "a", false, "{spec: {x: 1, y: {z: 2}}}");
    ObjectNode second = apply(first, "a", false, "{spec: {x: 1}}");
    assertThat(content(second)).isEqualTo("{\"spec\":{\"x\":1}}");
  }

  @Test
  void whatAnotherManagerAlsoAppliesStays() {
    ObjectNode first = apply(EMPTY, "a", false, "{spec: {x: 1, y: 2}}");
    ObjectNode shared = apply(first, "b", false, "{spec: {y: 2}}");
    ObjectNode second = apply(shared, "a", false, "{spec: {x: 1}}");
    assertThat(content(second)).isEqualTo("{\"spec\":{\"x\":1,\"y\":2}}");
  }

  @Test
  void anotherManagersValueIsAConflictUnlessForced() {
    ObjectNode first = apply(EMPTY, "a", false, "{spec: {x: 1}}");
    assertThatThrownBy(() -> apply(first, "b", false, "{spec: {x: 2}}"))
        .isInstanceOf(ApiError.class)
        .hasMessage("Apply failed with 1 conflict: conflict with \"a\": .spec.x");
    assertThat(content(apply(first, "b", true, "{spec: {x: 2}}")))
        .isEqualTo("{\"spec\":{\"x\":2}}");
  }

  @Test
  void itemsOfAListWithKeysMergeAndGoOneByOne() {
    ObjectNode first =
        apply(EMPTY, "a", false, "{status: {conditions: [{type: A, v: 1}, {type: B, v: 1}]}}");
    ObjectNode other = apply(first, "b", false, "{status: {conditions: [{type: C, v: 1}]}}");
    ObjectNode second = apply(other, "a", false, "{status: {conditions: [{type: B, v: 2}]}}");
    assertThat(content(second))
        .isEqualTo(
            "{\"status\":{\"conditions\":[{\"type\":\"B\",\"v\":2},{\"type\":\"C\",\"v\":1}]}}");
  }
}
