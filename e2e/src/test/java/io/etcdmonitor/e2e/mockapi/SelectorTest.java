package io.etcdmonitor.e2e.mockapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectorTest {
  private static final JsonNode OBJECT =
      Json.parse(
          """
          {"metadata": {"name": "demo", "labels": {"team": "a", "tier": "prod"}},
           "involvedObject": {"kind": "EtcdCluster"}}
          """);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "team=a|true",
        "team==a|true",
        "team=b|false",
        "team!=b|true",
        "team!=a|false",
        "absent!=a|true",
        "team|true",
        "absent|false",
        "!absent|true",
        "!team|false",
        "team in (a, b)|true",
        "team in (b)|false",
        "team notin (b)|true",
        "absent notin (b)|true",
        "team in (a,b),tier=prod|true",
        "team in (a,b),tier=test|false",
        "''|true",
      })
  void labels(String selector, boolean selected) {
    assertThat(Selector.parse(selector, "").test(OBJECT)).isEqualTo(selected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "metadata.name=demo|true",
        "metadata.name=other|false",
        "metadata.name!=other|true",
        "involvedObject.kind=EtcdCluster,metadata.name=demo|true",
        "involvedObject.uid=1|false",
        "metadata.namespace=|true",
      })
  void fields(String selector, boolean selected) {
    assertThat(Selector.parse("", selector).test(OBJECT)).isEqualTo(selected);
  }

  @Test
  void anUnreadableFieldSelectorIsRefused() {
    assertThatThrownBy(() -> Selector.parse("", "metadata.name"))
        .isInstanceOf(ApiError.class)
        .hasMessageContaining("metadata.name");
  }
}
