package io.etcdmonitor.kube.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.kube.testing.Assessments;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventFactoryTest {
  /** As the API checks names of Events, with a limit of 253. */
  private static final String SUBDOMAIN =
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

  private final EventFactory factory = new EventFactory("op-0");

  private String nameFor(String object) {
    EventNote note =
        new EventNote(
            new ClusterKey("ns", object), Optional.empty(), true, "QuorumLost", "", "it is lost");
    return factory
        .create(
            note,
            new ObjectReferenceBuilder().withNamespace("ns").withName(object).build(),
            Assessments.START,
            17)
        .getMetadata()
        .getName();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", ".", "--", "1.", "-x.", "x"})
  void aLongNameIsCutOffToAValidOne(String before200) {
    String start = "a".repeat(200 - before200.length());
    String name = nameFor(start + before200 + "b".repeat(50));
    assertThat(name).matches(SUBDOMAIN).startsWith(start).hasSizeLessThanOrEqualTo(253);
  }

  @Test
  void aShortNameStandsInFull() {
    assertThat(nameFor("main")).matches(SUBDOMAIN).startsWith("main.");
  }
}
