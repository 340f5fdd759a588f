package io.etcdmonitor.e2e.mockapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ColumnsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
  private final Columns columns = new Columns(Clock.fixed(NOW, ZoneOffset.UTC));

  /** Expected values are those of kubectl's HumanDuration. */
  @ParameterizedTest
  @CsvSource({
    "PT0S,0s", "PT119S,119s", "PT120S,2m", "PT125S,2m5s", "PT9M59S,9m59s", "PT10M7S,10m",
    "PT179M,179m", "PT3H,3h", "PT7H59M,7h59m", "PT8H30M,8h", "PT47H,47h", "PT48H,2d",
    "PT73H,3d1h", "P8DT5H,8d", "PT-5S,0s"
  })
  void agesAreThoseOfKubectl(Duration age, String shown) {
    assertThat(Columns.age(age)).isEqualTo(shown);
  }

  @Test
  void cellsFollowTheirType() {
    JsonNode definitions =
        Json.parse(
            """
            [{"name": "H", "type": "string", "jsonPath": ".status.health"},
             {"name": "N", "type": "integer", "jsonPath": ".status.count"},
             {"name": "L", "type": "date", "jsonPath": ".status.lastRun"},
             {"name": "R", "type": "string",
              "jsonPath": ".status.conditions[?(@.type==\\"Ready\\")].status"},
             {"name": "M", "type": "string", "jsonPath": ".status.absent"},
             {"name": "X", "type": "integer", "jsonPath": ".status.health"}]
            """);
    JsonNode object =
        Json.parse(
            """
            {"status": {"health": "Healthy", "count": 3, "lastRun": "2026-11-21T09:59:30Z",
              "conditions": [{"type": "Passed", "status": "False"},
                {"type": "Ready", "status": "True"}]}}
            """);
    List<String> cells =
        columns.ofCrd(definitions).stream().map(c -> c.value().apply(object).toString()).toList();
    assertThat(cells).containsExactly("\"Healthy\"", "3", "\"30s\"", "\"True\"", "null", "null");
  }

  @Test
  void withoutColumnsThereIsTheAge() {
    assertThat(columns.ofCrd(Json.array())).extracting(Column::name).containsExactly("Age");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        ".a.b|1",
        ".list[1]|\"y\"",
        ".list[*]|\"x\"",
        "['a']['b']|1",
        ".annotations.foo\\.bar/baz|\"q\"",
      })
  void jsonPaths(String path, String expected) {
    JsonNode object =
        Json.parse(
            """
            {"a": {"b": 1}, "list": ["x", "y"], "annotations": {"foo.bar/baz": "q"}}
            """);
    assertThat(JsonPath.parse(path).first(object)).hasToString(expected);
  }

  @Test
  void anUnsupportedPathIsRefused() {
    assertThatThrownBy(() -> JsonPath.parse(".a[?(@.b>3)]"))
        .isInstanceOf(ApiError.class)
        .hasMessageContaining(".a[?(@.b>3)]");
  }
}
