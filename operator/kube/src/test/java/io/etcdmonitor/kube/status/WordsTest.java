package io.etcdmonitor.kube.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.api.v1alpha1.ConditionTypes;
import io.etcdmonitor.engine.assess.ConditionType;
import io.etcdmonitor.engine.assess.Health;
import io.etcdmonitor.engine.model.MemberRole;
import io.etcdmonitor.engine.model.MemberState;
import io.etcdmonitor.engine.model.Severity;
import io.etcdmonitor.engine.model.Verdict;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The engine and the API say the same words. */
class WordsTest {
  @Test
  void conditionTypesAreTheSame() {
    assertThat(Arrays.stream(ConditionType.values()).map(ConditionType::word))
        .containsExactlyElementsOf(ConditionTypes.OF_CLUSTER);
  }

  @Test
  void everyWordHasItsTwin() {
    assertThat(Health.values()).allSatisfy(w -> assertThat(Words.of(w).word()).isEqualTo(w.word()));
    assertThat(MemberRole.values())
        .allSatisfy(w -> assertThat(Words.of(w).word()).isEqualTo(w.word()));
    assertThat(MemberState.values())
        .allSatisfy(w -> assertThat(Words.of(w).word()).isEqualTo(w.word()));
    assertThat(Verdict.values())
        .allSatisfy(w -> assertThat(Words.of(w).word()).isEqualTo(w.word()));
    assertThat(Severity.values())
        .filteredOn(w -> w != Severity.UNKNOWN)
        .allSatisfy(w -> assertThat(Words.of(w).word()).isEqualTo(w.word()));
  }
}
