package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.mockapi.ApiError.Cause;
import io.etcdmonitor.e2e.mockapi.ApiRequest.Target;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** What an API server does to an object between receiving and storing it. */
final class ObjectRules {
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9.:]*[a-z0-9])?");
  private static final List<String> SERVER_OWNED =
      List.of(
          "name",
          "namespace",
          "uid",
          "creationTimestamp",
          "generation",
          "deletionTimestamp",
          "deletionGracePeriodSeconds");
  private static final int SUFFIX = 5;

  private final Clock clock;

  ObjectRules(Clock clock) {
    this.clock = clock;
  }

  /** Now, as objects carry it. */
  String now() {
    return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /** The object as it is stored first. */
  ObjectNode created(Target target, ObjectNode body, boolean strict) {
    ResourceType type = target.type();
    ObjectNode object = body.deepCopy();
    checkKind(type, object);
    ObjectNode metadata = Json.metadata(object);
    name(type, metadata);
    place(target, metadata);
    if (type.statusSubresource() && type.schema().isPresent()) {
      object.remove("status");
    }
    metadata.remove(List.of("managedFields", "resourceVersion", "deletionTimestamp"));
    metadata.put("uid", UUID.randomUUID().toString());
    metadata.put("creationTimestamp", now());
    if (type.schema().isPresent()) {
      metadata.put("generation", 1);
    }
    normalise(type, object, strict);
    return object;
  }

  private static void name(ResourceType type, ObjectNode metadata) {
    String name = metadata.path("name").asText();
    if (name.isEmpty() && metadata.has("generateName")) {
      name =
          metadata.path("generateName").asText()
              + UUID.randomUUID().toString().substring(0, SUFFIX);
      metadata.put("name", name);
    }
    if (name.isEmpty()) {
      Cause missing =
          new Cause(
              "metadata.name",
              "FieldValueRequired",
              "Required value: name or generateName is required");
      throw ApiError.invalid(type, name, List.of(missing));
    }
    if (!NAME.matcher(name).matches()) {
      Cause bad =
          new Cause(
              "metadata.name",
              "FieldValueInvalid",
              ("Invalid value: \"%s\": a lowercase RFC 1123 subdomain must consist of lower case"
                      + " alphanumeric characters, '-' or '.'")
                  .formatted(name));
      throw ApiError.invalid(type, name, List.of(bad));
    }
  }

  private static void place(Target target, ObjectNode metadata) {
    if (!target.type().namespaced()) {
      metadata.remove("namespace");
      return;
    }
    String said = metadata.path("namespace").asText(target.namespace());
    if (!said.equals(target.namespace())) {
      throw ApiError.badRequest(
          "the namespace of the provided object does not match the namespace sent on the request");
    }
    metadata.put("namespace", target.namespace());
  }

  private static void checkKind(ResourceType type, ObjectNode object) {
    String kind = object.path("kind").asText(type.kind());
    String version = object.path("apiVersion").asText(type.apiVersion());
    if (!kind.equals(type.kind()) || !version.equals(type.apiVersion())) {
      throw ApiError.badRequest(
          "%s in version %s cannot be handled as a %s in version %s"
              .formatted(kind, version, type.kind(), type.apiVersion()));
    }
    object.put("apiVersion", version).put("kind", kind);
  }

  /**
   * The object as it is stored next; equal to {@code live} when nothing changes.
   *
   * @throws ApiError 409 when {@code wanted} is based on an older version, 422 when it is not valid
   */
  ObjectNode updated(Target target, ObjectNode live, ObjectNode wanted, boolean strict) {
    ResourceType type = target.type();
    checkKind(type, wanted);
    checkVersion(type, live, wanted);
    ObjectNode result = target.isStatus() ? live.deepCopy() : wanted.deepCopy();
    if (target.isStatus()) {
      Json.setOrRemove(result, "status", wanted.path("status"));
    } else {
      ObjectNode metadata = Json.metadata(result);
      JsonNode old = live.path("metadata");
      SERVER_OWNED.forEach(field -> Json.setOrRemove(metadata, field, old.path(field)));
      metadata.remove("managedFields");
      if (type.statusSubresource()) {
        Json.setOrRemove(result, "status", live.path("status"));
      }
    }
    normalise(type, result, strict);
    Json.setOrRemove(
        Json.metadata(result), "resourceVersion", live.path("metadata").path("resourceVersion"));
    if (type.schema().isPresent() && !content(result).equals(content(live))) {
      int generation = live.path("metadata").path("generation").asInt();
      Json.metadata(result).put("generation", generation + 1);
    }
    return result;
  }

  private static void checkVersion(ResourceType type, ObjectNode live, ObjectNode wanted) {
    String base = wanted.path("metadata").path("resourceVersion").asText();
    if (!base.isEmpty() && !base.equals(live.path("metadata").path("resourceVersion").asText())) {
      throw ApiError.conflict(
          type,
          Json.name(live),
          "the object has been modified; please apply your changes to the latest version and"
              + " try again");
    }
    String uid = Json.uid(wanted);
    if (!uid.isEmpty() && !uid.equals(Json.uid(live))) {
      throw ApiError.conflict(
          type,
          Json.name(live),
          "Precondition failed: UID in precondition: %s, UID in object meta: %s"
              .formatted(uid, Json.uid(live)));
    }
  }

  private static ObjectNode content(ObjectNode object) {
    ObjectNode content = object.deepCopy();
    content.remove(List.of("metadata", "status"));
    return content;
  }

  private void normalise(ResourceType type, ObjectNode object, boolean strict) {
    if (type.schema().isPresent()) {
      JsonNode schema = type.schema().get();
      List<String> unknown = SchemaDefaults.prune(object, schema);
      if (strict && !unknown.isEmpty()) {
        String fields =
            String.join(", ", unknown.stream().map(f -> "unknown field \"" + f + '"').toList());
        throw ApiError.badRequest(
            "%s in version \"%s\" cannot be handled as a %s: strict decoding error: %s"
                .formatted(type.kind(), type.version(), type.kind(), fields));
      }
      SchemaDefaults.apply(object, schema);
      List<Cause> causes = SchemaValidation.check(object, schema);
      if (!causes.isEmpty()) {
        throw ApiError.invalid(type, Json.name(object), causes);
      }
    } else if (type.plural().equals("namespaces")) {
      Json.child(object, "status").put("phase", "Active");
    } else if (type.plural().equals(ResourceTypes.CRDS)) {
      establish(object);
    } else if (type.plural().equals("secrets")) {
      encode(object);
    }
  }

  private void establish(ObjectNode crd) {
    if (crd.path("status").has("conditions")) {
      return;
    }
    ObjectNode status = Json.child(crd, "status");
    ArrayNode conditions = status.putArray("conditions");
    for (String condition : List.of("NamesAccepted", "Established")) {
      conditions
          .addObject()
          .put("type", condition)
          .put("status", "True")
          .put("reason", "Accepted")
          .put("message", "")
          .put("lastTransitionTime", now());
    }
    status.set("acceptedNames", crd.path("spec").path("names").deepCopy());
    ArrayNode stored = status.putArray("storedVersions");
    crd.path("spec").path("versions").forEach(v -> stored.add(v.path("name").asText()));
  }

  private static void encode(ObjectNode secret) {
    if (secret.remove("stringData") instanceof ObjectNode plain) {
      ObjectNode data = Json.child(secret, "data");
      plain.properties().forEach(p -> data.put(p.getKey(), base64(p.getValue().asText())));
    }
    if (!secret.has("type")) {
      secret.put("type", "Opaque");
    }
  }

  private static String base64(String text) {
    return java.util.Base64.getEncoder()
        .encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }
}
