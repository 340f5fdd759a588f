package io.etcdmonitor.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextTableTest {
  private static TextTable table(String health, String age) {
    String json =
        """
        {"columnDefinitions": [
           {"name": "Name", "priority": 0}, {"name": "HEALTH", "priority": 0}, {"name": "DB", "priority": 0},
           {"name": "MESSAGE", "priority": 1}, {"name": "AGE", "priority": 0}],
         "rows": [{"cells": ["demo", "%s", null, "two\\nlines", "%s"]}]}
        """
            .formatted(health, age);
    return TextTable.read(Serialization.unmarshal(json, JsonNode.class), "ecl/");
  }

  /** As kubectl 1.36 prints the same table. */
  @Test
  void linesAreThoseOfKubectl() {
    assertThat(table("Healthy", "5s").lines())
        .containsExactly(
            "NAME       HEALTH    DB    AGE", //
            "ecl/demo   Healthy         5s");
  }

  @Test
  void timeAloneIsNoChange() {
    assertThat(table("Healthy", "5s").essence()).isEqualTo(table("Healthy", "9s").essence());
    assertThat(table("Healthy", "5s").essence()).isNotEqualTo(table("Warning", "5s").essence());
  }

  @ParameterizedTest
  @CsvSource({"0s,0", "59s,59", "2m5s,125", "3h,10800", "2d1h,176400", "<unknown>,0"})
  void agesHaveAnOrder(String age, long seconds) {
    assertThat(View.seconds(age)).isEqualTo(seconds);
  }
}
