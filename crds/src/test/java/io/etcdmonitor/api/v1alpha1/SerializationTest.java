package io.etcdmonitor.api.v1alpha1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How the types are read and written by the serialization that the operator uses. */
class SerializationTest {
  private final KubernetesSerialization json = new KubernetesSerialization();

  static Stream<Object> everyRecordInUse() {
    return Stream.of("/full-cluster.yaml", "/full-inspection.yaml")
        .map(SerializationTest::load)
        .flatMap(resource -> Stream.of(resource.getSpec(), resource.getStatus()))
        .flatMap(SerializationTest::withNested);
  }

  @ParameterizedTest
  @MethodSource("everyRecordInUse")
  void theFullSamplesLeaveNoFieldOut(Object value) throws ReflectiveOperationException {
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      assertThat(component.getAccessor().invoke(value))
          .as("%s.%s", value.getClass().getSimpleName(), component.getName())
          .isNotNull()
          .isNotEqualTo(List.of())
          .isNotEqualTo(Map.of());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/full-cluster.yaml", "/full-inspection.yaml"})
  void writesWhatItRead(String sample) {
    JsonNode original =
        json.unmarshal(SerializationTest.class.getResourceAsStream(sample), JsonNode.class);
    JsonNode written = json.unmarshal(json.asJson(load(sample)), JsonNode.class);
    assertThat(written).isEqualTo(original);
  }

  @Test
  void buildersKeepEveryField() {
    EtcdCluster cluster = (EtcdCluster) load("/full-cluster.yaml");
    EtcdInspection inspection = (EtcdInspection) load("/full-inspection.yaml");
    assertThat(cluster.getSpec().toBuilder().build()).isEqualTo(cluster.getSpec());
    assertThat(cluster.getStatus().toBuilder().build()).isEqualTo(cluster.getStatus());
    assertThat(inspection.getSpec().toBuilder().build()).isEqualTo(inspection.getSpec());
    assertThat(inspection.getStatus().toBuilder().build()).isEqualTo(inspection.getStatus());
    MemberStatus member = cluster.getStatus().members().get(0);
    assertThat(member.toBuilder().build()).isEqualTo(member);
    Finding finding = inspection.getStatus().findings().get(0);
    assertThat(finding.toBuilder().build()).isEqualTo(finding);
  }

  @Test
  void anEmptySpecHasTheDocumentedDefaults() {
    EtcdClusterSpec spec = json.unmarshal("{}", EtcdClusterSpec.class);
    assertThat(spec.provider()).isEqualTo("imported");
    assertThat(spec.storageBackend()).isEqualTo(StorageBackend.V3);
    assertThat(spec.suspend()).isFalse();
    assertThat(spec.endpoints()).isEmpty();
    assertThat(spec.features()).isEmpty();
    assertThat(spec.metrics()).isEqualTo(new MetricsSpec(true, null, null, "/metrics", "10s"));
    assertThat(spec.alerts().enabled()).isTrue();
    assertThat(spec.tls()).isNull();
    assertThat(spec.auth()).isNull();
    assertThat(spec.thresholds())
        .isEqualTo(
            new Thresholds(
                "100ms",
                3,
                new PercentLevels(80, 90),
                new FragmentationThreshold(50, "100Mi"),
                new DurationLevels("10ms", "100ms"),
                new DurationLevels("25ms", "250ms"),
                5,
                100,
                5000,
                new DaysLevels(30, 7),
                80,
                "5s"));
  }

  @Test
  void halfGivenLevelsKeepTheDefaultOfTheOther() {
    Thresholds thresholds = json.unmarshal("{\"fsync\":{\"warning\":\"20ms\"}}", Thresholds.class);
    assertThat(thresholds.fsync()).isEqualTo(new DurationLevels("20ms", "100ms"));
  }

  @Test
  void leavesOutWhatIsNotKnown() {
    assertThat(json.asJson(EtcdClusterStatus.builder().health(Health.UNKNOWN).build()))
        .isEqualTo("{\"health\":\"Unknown\"}");
    assertThat(json.asJson(new QuorumStatus(0, null, null, -1)))
        .as("zero is a value")
        .isEqualTo("{\"voters\":0,\"canLose\":-1}");
  }

  @Test
  void toleratesFieldsAndWordsOfNewerVersions() {
    EtcdClusterStatus status =
        json.unmarshal(
            "{\"health\":\"Splendid\",\"mood\":1,\"members\":[{\"id\":\"a\",\"role\":\"Witness\"}]}",
            EtcdClusterStatus.class);
    assertThat(status.health()).isNull();
    assertThat(status.members()).containsExactly(MemberStatus.builder().id("a").build());
  }

  @Test
  void collectionsCannotBeChangedFromOutside() {
    EtcdClusterSpec spec = EtcdClusterSpec.builder().endpoints(List.of("http://a:2379")).build();
    assertThatThrownBy(() -> spec.endpoints().add("http://b:2379"))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> spec.alerts().labels().put("a", "b"))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  static Stream<Enum<?>> words() {
    return Stream.<Enum<?>[]>of(
            Health.values(),
            Verdict.values(),
            MemberRole.values(),
            MemberState.values(),
            Phase.values(),
            Severity.values(),
            StorageBackend.values(),
            Scheme.values())
        .flatMap(Stream::of);
  }

  @ParameterizedTest
  @MethodSource("words")
  void enumsAreWrittenAsTheWordThatTheyShow(Enum<?> word) throws NoSuchFieldException {
    String annotated =
        word.getDeclaringClass().getField(word.name()).getAnnotation(JsonProperty.class).value();
    assertThat(json.asJson(word)).isEqualTo("\"" + annotated + "\"");
    assertThat(word).hasToString(annotated);
    assertThat(annotated.replaceAll("(?<=[a-z])(?=[A-Z])", "_")).isEqualToIgnoringCase(word.name());
  }

  private static CustomResource<?, ?> load(String sample) {
    Class<? extends CustomResource<?, ?>> kind =
        sample.contains("cluster") ? EtcdCluster.class : EtcdInspection.class;
    return new KubernetesSerialization()
        .unmarshal(SerializationTest.class.getResourceAsStream(sample), kind);
  }

  private static Stream<Object> withNested(Object value) {
    if (value instanceof List<?> list) {
      return list.stream().flatMap(SerializationTest::withNested);
    }
    if (!(value instanceof Record)) {
      return Stream.empty();
    }
    return Stream.concat(
        Stream.of(value),
        Stream.of(value.getClass().getRecordComponents())
            .flatMap(component -> withNested(read(component, value))));
  }

  private static Object read(RecordComponent component, Object value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(e.getMessage(), e);
    }
  }
}
