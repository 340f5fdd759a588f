package io.etcdmonitor.engine.assess;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.model.Severity;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthRuleTest {
  private static ConditionStatus status(char c) {
    return switch (c) {
      case 'T' -> ConditionStatus.TRUE;
      case 'F' -> ConditionStatus.FALSE;
      default -> ConditionStatus.UNKNOWN;
    };
  }

  private static Severity severity(char c) {
    return switch (c) {
      case 'c' -> Severity.CRITICAL;
      case 'w' -> Severity.WARNING;
      case 'u' -> Severity.UNKNOWN;
      default -> Severity.INFO;
    };
  }

  /** One word of two letters (status, severity) per condition, in their order. */
  private static List<ConditionFact> facts(String row) {
    String[] words = row.strip().split(" +", -1);
    List<ConditionFact> facts = new ArrayList<>();
    for (int i = 0; i < words.length; i++) {
      facts.add(
          new ConditionFact(
              List.of(ConditionType.values()).get(i),
              status(words[i].charAt(0)),
              "Reason" + i,
              "message " + i,
              severity(words[i].charAt(1))));
    }
    return facts;
  }

  @ParameterizedTest
  @CsvSource({
    // reachable available degraded tolerant consistent capacity certificates suspended
    "Ti Ti Fi Ti Ti Ti Ti Fi, HEALTHY",
    "Ti Ti Fi Fi Ti Ui Ti Fi, HEALTHY",
    "Ti Ti Fi Ti Ui Ui Ui Fi, HEALTHY",
    "Ti Ti Tw Ti Ti Ti Ti Fi, WARNING",
    "Ti Ti Fi Fw Ti Ti Ti Fi, WARNING",
    "Ti Ti Fi Ti Uu Ti Ti Fi, UNKNOWN",
    "Ti Ti Tw Ti Uu Ti Ti Fi, WARNING",
    "Ti Ti Uu Ti Ti Ti Ti Fi, UNKNOWN",
    "Uu Ti Tw Ti Ti Ti Ti Fi, UNKNOWN",
    "Ti Uu Tw Fw Ti Ti Ti Fi, UNKNOWN",
    "Ui Ui Ui Ui Ui Ui Ui Fi, UNKNOWN",
    "Ti Fc Tc Fc Uu Ti Ti Fi, CRITICAL",
    "Uu Uu Uu Uu Uu Uu Fc Fi, CRITICAL",
    "Ti Ti Fi Ti Fc Ti Ti Fi, CRITICAL",
    "Ui Ui Ui Ui Ui Ui Ui Ti, UNKNOWN",
    "Ti Fc Tc Ti Ti Ti Ti Ti, UNKNOWN"
  })
  void table(String row, Health health) {
    assertThat(HealthRule.of(facts(row))).isEqualTo(health);
  }

  @ParameterizedTest
  @CsvSource({
    "Fc Fc Tc Fc Ti Ti Ti Fi, Reason1",
    "Ti Ti Tw Fw Ti Ti Ti Fi, Reason2",
    "Uu Uu Tw Ti Ti Ti Ti Fi, Reason1",
    "Ti Fc Tc Ti Ti Ti Ti Ti, Reason7"
  })
  void theDecisiveConditionSpeaks(String row, String reason) {
    assertThat(HealthRule.decisive(facts(row))).map(ConditionFact::reason).contains(reason);
  }

  @Test
  void nothingDecidesWhenAllIsWell() {
    assertThat(HealthRule.decisive(facts("Ti Ti Fi Fi Ui Ui Ti Fi"))).isEmpty();
  }

  /** Over every combination of the conditions that matter most. */
  @Test
  void unknownIsNeverHealthyAndCriticalWins() {
    String[] words = {"Ti", "Fc", "Fw", "Uu", "Ui"};
    for (String reachable : words) {
      for (String available : words) {
        for (String consistent : words) {
          String row = reachable + " " + available + " Fi Ti " + consistent + " Ti Ti Fi";
          Health health = HealthRule.of(facts(row));
          boolean blind = reachable.startsWith("U") || available.startsWith("U");
          if (row.contains("Fc")) {
            assertThat(health).as(row).isEqualTo(Health.CRITICAL);
          } else if (blind) {
            assertThat(health).as(row).isEqualTo(Health.UNKNOWN);
          } else if (row.contains("Uu")) {
            assertThat(health).as(row).isNotEqualTo(Health.HEALTHY);
          }
        }
      }
    }
  }
}
