package io.etcdmonitor.e2e.mockapi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * The columns of custom resources (from their CRD) and of the built-in kinds that people list
 * beside them.
 */
final class Columns {
  private final Clock clock;

  Columns(Clock clock) {
    this.clock = clock;
  }

  /** The columns of a CRD's version; without any there is the age, as in Kubernetes. */
  List<Column> ofCrd(JsonNode additionalPrinterColumns) {
    if (!additionalPrinterColumns.isArray() || additionalPrinterColumns.isEmpty()) {
      return List.of(age());
    }
    return StreamSupport.stream(additionalPrinterColumns.spliterator(), false)
        .map(this::ofCrdColumn)
        .toList();
  }

  private Column ofCrdColumn(JsonNode column) {
    String type = column.path("type").asText();
    JsonPath path = JsonPath.parse(column.path("jsonPath").asText());
    return new Column(
        column.path("name").asText(),
        type,
        column.path("description").asText(),
        column.path("priority").asInt(),
        object -> cell(type, path.first(object)));
  }

  private JsonNode cell(String type, JsonNode value) {
    if (value.isMissingNode() || value.isNull()) {
      return NullNode.getInstance();
    }
    return switch (type) {
      case "string" -> new TextNode(value.isValueNode() ? value.asText() : value.toString());
      case "integer" ->
          value.isNumber() ? LongNode.valueOf(value.asLong()) : NullNode.getInstance();
      case "number" ->
          value.isNumber() ? DoubleNode.valueOf(value.asDouble()) : NullNode.getInstance();
      case "boolean" -> value.isBoolean() ? value : NullNode.getInstance();
      case "date" -> new TextNode(since(value.asText()));
      default -> NullNode.getInstance();
    };
  }

  Column age() {
    return text("Age", 0, o -> since(o.path("metadata").path("creationTimestamp").asText()));
  }

  /** What kubectl shows for Events. */
  List<Column> events() {
    return List.of(
        text("Last Seen", 0, o -> since(lastSeen(o))),
        text("Type", 0, o -> o.path("type").asText()),
        text("Reason", 0, o -> o.path("reason").asText()),
        text("Object", 0, Columns::subject),
        text("Subobject", 1, o -> o.path("involvedObject").path("fieldPath").asText()),
        text("Source", 1, o -> either(o, "reportingComponent", "reportingController")),
        text("Message", 0, o -> either(o, "message", "note").strip()),
        text("First Seen", 1, o -> since(firstSeen(o))),
        text("Count", 1, o -> Integer.toString(count(o))),
        text("Name", 1, Json::name));
  }

  List<Column> namespaces() {
    return List.of(text("Status", 0, o -> o.path("status").path("phase").asText()), age());
  }

  List<Column> secrets() {
    return List.of(
        text("Type", 0, o -> o.path("type").asText()),
        text("Data", 0, o -> Integer.toString(o.path("data").size())),
        age());
  }

  List<Column> configMaps() {
    return List.of(text("Data", 0, o -> Integer.toString(o.path("data").size())), age());
  }

  List<Column> leases() {
    return List.of(text("Holder", 0, o -> o.path("spec").path("holderIdentity").asText()), age());
  }

  List<Column> crds() {
    return List.of(
        text("Created At", 0, o -> o.path("metadata").path("creationTimestamp").asText()));
  }

  private static Column text(String name, int priority, Function<JsonNode, String> value) {
    return new Column(name, "string", name, priority, o -> new TextNode(value.apply(o)));
  }

  private static String subject(JsonNode event) {
    JsonNode about =
        event.has("regarding") ? event.path("regarding") : event.path("involvedObject");
    String kind = about.path("kind").asText().toLowerCase(java.util.Locale.ROOT);
    return kind + "/" + about.path("name").asText();
  }

  private static String either(JsonNode event, String core, String modern) {
    return event.path(core).asText(event.path(modern).asText());
  }

  private static String lastSeen(JsonNode event) {
    String series = event.path("series").path("lastObservedTime").asText();
    if (!series.isEmpty()) {
      return series;
    }
    String last = event.path("lastTimestamp").asText();
    return last.isEmpty() || last.equals("null") ? event.path("eventTime").asText() : last;
  }

  private static String firstSeen(JsonNode event) {
    String first = event.path("firstTimestamp").asText();
    return first.isEmpty() || first.equals("null") ? event.path("eventTime").asText() : first;
  }

  private static int count(JsonNode event) {
    return Math.max(
        1, Math.max(event.path("series").path("count").asInt(), event.path("count").asInt()));
  }

  private String since(String timestamp) {
    try {
      return age(Duration.between(OffsetDateTime.parse(timestamp).toInstant(), clock.instant()));
    } catch (DateTimeException e) {
      return "<unknown>";
    }
  }

  /** An age as kubectl prints it: the two largest units that matter. */
  static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 120) {
      return seconds + "s";
    }
    long minutes = seconds / 60;
    if (minutes < 10) {
      return two(minutes, "m", seconds % 60, "s");
    }
    if (minutes < 180) {
      return minutes + "m";
    }
    long hours = minutes / 60;
    if (hours < 8) {
      return two(hours, "h", minutes % 60, "m");
    }
    if (hours < 48) {
      return hours + "h";
    }
    long days = hours / 24;
    return days < 8 ? two(days, "d", hours % 24, "h") : days + "d";
  }

  private static String two(long large, String largeUnit, long small, String smallUnit) {
    return large + largeUnit + (small == 0 ? "" : small + smallUnit);
  }
}
