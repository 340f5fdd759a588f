package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A refusal, in the words and the shape (a {@code Status}) of an API server. */
final class ApiError extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * One thing that is wrong with an object.
   *
   * @param field its path
   * @param reason a {@code FieldValue...} word
   * @param message what kubectl prints after the path
   */
  record Cause(String field, String reason, String message) {}

  private final int code;
  private final String reason;
  private final transient List<Cause> causes;

  private ApiError(int code, String reason, String message, List<Cause> causes) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.causes = causes;
  }

  private static ApiError of(int code, String reason, String message) {
    return new ApiError(code, reason, message, List.of());
  }

  static ApiError badRequest(String message) {
    return of(400, "BadRequest", message);
  }

  static ApiError noSuchPath() {
    return of(404, "NotFound", "the server could not find the requested resource");
  }

  static ApiError notFound(ResourceType type, String name) {
    return of(404, "NotFound", "%s \"%s\" not found".formatted(type.groupResource(), name));
  }

  static ApiError alreadyExists(ResourceType type, String name) {
    return of(
        409, "AlreadyExists", "%s \"%s\" already exists".formatted(type.groupResource(), name));
  }

  static ApiError conflict(ResourceType type, String name, String why) {
    return of(
        409,
        "Conflict",
        "Operation cannot be fulfilled on %s \"%s\": %s"
            .formatted(type.groupResource(), name, why));
  }

  static ApiError applyConflict(List<String> conflicts) {
    String count = conflicts.size() == 1 ? "1 conflict" : conflicts.size() + " conflicts";
    return of(
        409, "Conflict", "Apply failed with %s: %s".formatted(count, String.join("; ", conflicts)));
  }

  static ApiError invalid(ResourceType type, String name, List<Cause> causes) {
    String problems =
        String.join("; ", causes.stream().map(c -> c.field() + ": " + c.message()).toList());
    String kind = type.group().isEmpty() ? type.kind() : type.kind() + "." + type.group();
    return new ApiError(
        422,
        "Invalid",
        "%s \"%s\" is invalid: %s"
            .formatted(kind, name, causes.size() == 1 ? problems : "[" + problems + "]"),
        causes);
  }

  static ApiError expired(long revision) {
    return of(410, "Expired", "too old resource version: " + revision);
  }

  static ApiError unsupportedMediaType(String type) {
    return of(
        415, "UnsupportedMediaType", "the body of the request was in an unknown format: " + type);
  }

  static ApiError readsNoProtobuf() {
    return of(
        415,
        "UnsupportedMediaType",
        "this mock API reads JSON and YAML only: use 'kubectl apply -f', or let the command print"
            + " the object ('--dry-run=client -o yaml') and pipe that into 'kubectl apply -f -'");
  }

  static ApiError methodNotAllowed() {
    return of(
        405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  int code() {
    return code;
  }

  /** The {@code Status} object. */
  ObjectNode status() {
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Failure").put("message", getMessage());
    status.put("reason", reason).put("code", code);
    if (!causes.isEmpty()) {
      ArrayNode list = status.putObject("details").putArray("causes");
      causes.forEach(c ->
          list.addObject()
              .put("reason", c.reason())
              .put("message", c.message())
              .put("field", c.field()));
    }
    return status;
  }
}
