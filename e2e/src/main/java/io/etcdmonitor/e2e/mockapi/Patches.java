package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.zjsonpatch.JsonPatch;
import io.fabric8.zjsonpatch.JsonPatchException;
import java.util.Map;

/**
 * JSON merge patch, JSON patch, and what kubectl sends of strategic merge patches for built-in
 * kinds.
 */
final class Patches {
  static final String APPLY = "application/apply-patch+yaml";
  private static final String MERGE = "application/merge-patch+json";
  private static final String JSON = "application/json-patch+json";
  private static final String STRATEGIC = "application/strategic-merge-patch+json";

  private Patches() {}

  /** The object after the patch. */
  static ObjectNode apply(ResourceType type, String mediaType, ObjectNode live, String body) {
    return switch (mediaType) {
      case MERGE -> merge(live.deepCopy(), Json.parseObject(body));
      case JSON -> jsonPatch(live, body);
      case STRATEGIC -> {
        if (type.schema().isPresent()) {
          throw ApiError.unsupportedMediaType(mediaType);
        }
        ObjectNode patch = Json.parseObject(body);
        dropDirectives(patch);
        yield merge(live.deepCopy(), patch);
      }
      default -> throw ApiError.unsupportedMediaType(mediaType);
    };
  }

  private static ObjectNode jsonPatch(ObjectNode live, String body) {
    try {
      JsonNode patched = JsonPatch.apply(Json.parse(body), live);
      return (ObjectNode) patched;
    } catch (JsonPatchException e) {
      throw ApiError.badRequest("the JSON patch does not apply: " + e.getMessage());
    }
  }

  /** RFC 7386, in place. */
  private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
    for (Map.Entry<String, JsonNode> field : patch.properties()) {
      String name = field.getKey();
      if (field.getValue().isNull()) {
        target.remove(name);
      } else if (field.getValue() instanceof ObjectNode nested) {
        ObjectNode into =
            target.get(name) instanceof ObjectNode object ? object : target.putObject(name);
        merge(into, nested);
      } else {
        target.set(name, field.getValue().deepCopy());
      }
    }
    return target;
  }

  /** Lists are replaced here, so directives about their merging have nothing to say. */
  private static void dropDirectives(JsonNode patch) {
    if (patch instanceof ObjectNode object) {
      object.properties().removeIf(field -> field.getKey().startsWith("$"));
      object.forEach(Patches::dropDirectives);
    } else if (patch instanceof ArrayNode array) {
      array.forEach(Patches::dropDirectives);
    }
  }
}
