package io.etcdmonitor.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The names that other programs rely on. */
class NamesTest {
  @Test
  void conditionTypesAreListedInTheOrderOfTheDesign() {
    assertThat(ConditionTypes.OF_CLUSTER)
        .containsExactly(
            "Reachable",
            "Available",
            "Degraded",
            "FaultTolerant",
            "Consistent",
            "CapacityOK",
            "CertificatesValid",
            "Suspended");
    assertThat(ConditionTypes.OF_INSPECTION).containsExactly("Ready", "Passed");
    assertThat(constants(ConditionTypes.class))
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(ConditionTypes.OF_CLUSTER, ConditionTypes.OF_INSPECTION)
                .flatMap(List::stream)
                .toList());
  }

  @Test
  void timesHaveWholeSeconds() {
    assertThat(Timestamps.format(Instant.parse("2026-11-21T07:30:00.987Z")))
        .isEqualTo("2026-11-21T07:30:00Z");
    assertThat(Timestamps.parse("2026-11-21T07:30:00Z"))
        .isEqualTo(Instant.parse("2026-11-21T07:30:00Z"));
    assertThat(Timestamps.format(null)).isNull();
    assertThat(Timestamps.parse(null)).isNull();
  }

  @Test
  void theJarCarriesTheManifests() {
    assertThat(EtcdMonitorApi.CRD_RESOURCES)
        .hasSize(2)
        .allSatisfy(
            name -> assertThat(EtcdMonitorApi.class.getResource(name)).as(name).isNotNull());
  }

  private static List<String> constants(Class<?> type) {
    return Stream.of(type.getFields())
        .filter(field -> Modifier.isStatic(field.getModifiers()))
        .filter(field -> field.getType() == String.class)
        .map(NamesTest::value)
        .toList();
  }

  private static String value(Field field) {
    try {
      return (String) field.get(null);
    } catch (IllegalAccessException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
