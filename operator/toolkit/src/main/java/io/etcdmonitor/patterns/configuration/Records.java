package io.etcdmonitor.patterns.configuration;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.patterns.configuration.Change.Edit;
import io.etcdmonitor.toolkit.ops.KeyValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Changes as JSON. */
final class Records {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private Records() {}

  static String write(Change change) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("number", change.number());
    node.put("id", change.id());
    node.put("at", change.at().toString());
    node.put("author", change.author());
    node.put("comment", change.comment());
    for (Edit edit : change.edits()) {
      ObjectNode written = node.withArray("/edits").addObject();
      written.put("key", edit.key());
      edit.before().ifPresent(text -> written.put("before", text));
      edit.after().ifPresent(text -> written.put("after", text));
    }
    return node.toString();
  }

  static Change read(KeyValue kv) {
    try {
      JsonNode node = MAPPER.readTree(kv.valueText());
      List<Edit> edits = new ArrayList<>();
      for (JsonNode edit : node.path("edits")) {
        edits.add(new Edit(edit.path("key").asText(), text(edit, "before"), text(edit, "after")));
      }
      return new Change(
          node.path("number").asLong(),
          node.path("id").asText(),
          Instant.parse(node.path("at").asText()),
          node.path("author").asText(),
          node.path("comment").asText(),
          edits);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(kv.keyText() + " is no record of a change", e);
    }
  }

  private static Optional<String> text(JsonNode edit, String name) {
    return Optional.ofNullable(edit.get(name)).map(JsonNode::asText);
  }
}
