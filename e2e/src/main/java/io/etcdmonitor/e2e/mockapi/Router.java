package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.etcdmonitor.e2e.mockapi.ApiRequest.Target;
import io.etcdmonitor.e2e.mockapi.Resources.Written;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** From a request to its answer; watches are answered elsewhere. */
final class Router {
  private final ResourceTypes types;
  private final ObjectStore store;
  private final Resources resources;
  private final Discovery discovery;
  private final OpenApi openApi;

  Router(ResourceTypes types, ObjectStore store, Resources resources) {
    this.types = types;
    this.store = store;
    this.resources = resources;
    this.discovery = new Discovery(types);
    this.openApi = new OpenApi(types);
  }

  Written answer(ApiRequest request) {
    Optional<Target> target = request.target(types);
    if (target.isPresent()) {
      return onResource(target.get(), request);
    }
    if (request.method().equals("POST") && AccessReviews.isReview(request.path())) {
      return new Written(201, AccessReviews.allow(Json.parseObject(request.body())));
    }
    return new Written(200, document(request.path()).orElseThrow(ApiError::noSuchPath));
  }

  private Optional<ObjectNode> document(List<String> path) {
    String first = path.isEmpty() ? "" : path.get(0);
    return switch (first) {
      case "version" -> Optional.of(Discovery.version());
      case "openapi" -> openApi(path);
      case "api" ->
          path.size() == 1
              ? Optional.of(Discovery.coreVersions())
              : discovery.resources("", path.get(1));
      case "apis" ->
          switch (path.size()) {
            case 1 -> Optional.of(discovery.groups());
            case 2 -> discovery.group(path.get(1));
            case 3 -> discovery.resources(path.get(1), path.get(2));
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private Optional<ObjectNode> openApi(List<String> path) {
    if (path.size() < 2 || !path.get(1).equals("v3")) {
      return Optional.empty();
    }
    return path.size() == 2
        ? Optional.of(openApi.index())
        : openApi.document(String.join("/", path.subList(2, path.size())));
  }

  private Written onResource(Target target, ApiRequest request) {
    boolean collection = target.name().isEmpty();
    return switch (request.method()) {
      case "GET" -> collection ? list(target, request) : get(target, request);
      case "POST" -> {
        if (!collection) {
          throw ApiError.methodNotAllowed();
        }
        yield resources.create(target, request);
      }
      case "PUT" -> resources.replace(target, request);
      case "PATCH" -> resources.patch(target, request);
      case "DELETE" ->
          collection
              ? resources.deleteCollection(target, selector(request), request)
              : resources.delete(target, request);
      default -> throw ApiError.methodNotAllowed();
    };
  }

  static Predicate<JsonNode> selector(ApiRequest request) {
    return Selector.parse(request.parameter("labelSelector"), request.parameter("fieldSelector"));
  }

  private Written get(Target target, ApiRequest request) {
    ObjectNode object = resources.get(target);
    return new Written(
        200, request.wantsTable() ? table(target, request, List.of(object)) : object);
  }

  private Written list(Target target, ApiRequest request) {
    return store.atomically(() -> {
      List<ObjectNode> objects = resources.list(target, selector(request));
      return new Written(
          200, request.wantsTable() ? table(target, request, objects) : list(target, objects));
    });
  }

  private ObjectNode table(Target target, ApiRequest request, List<ObjectNode> objects) {
    String revision = Long.toString(store.revision());
    return Tables.of(target.type(), objects, request.parameter("includeObject"), revision);
  }

  private ObjectNode list(Target target, List<ObjectNode> objects) {
    ObjectNode list =
        Json.object()
            .put("kind", target.type().kind() + "List")
            .put("apiVersion", target.type().apiVersion());
    list.putObject("metadata").put("resourceVersion", Long.toString(store.revision()));
    ArrayNode items = list.putArray("items");
    objects.forEach(items::add);
    return list;
  }
}
