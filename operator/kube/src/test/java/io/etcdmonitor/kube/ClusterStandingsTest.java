package io.etcdmonitor.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.assess.ConfigurationProblem;
import io.etcdmonitor.kube.ClusterStandings.Kind;
import io.etcdmonitor.kube.ClusterStandings.Refusal;
import io.etcdmonitor.kube.ClusterStandings.Standing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClusterStandingsTest {
  private static final ConfigurationProblem SLIGHT =
      new ConfigurationProblem("FeatureUnknown", "There is no feature x.", false);
  private static final ConfigurationProblem GRAVE =
      new ConfigurationProblem("SecretNotFound", "Make Secret y.", true);
  private static final ConfigurationProblem SUSPENDED =
      new ConfigurationProblem("Suspended", "Probing is suspended.", true);
  private static final Map<String, Refusal> REFUSALS = Map.of("x", new Refusal(true, "no"));

  @Test
  void aSlightProblemKeepsNobodyFromWatching() {
    assertThat(Standing.of(REFUSALS, List.of(SLIGHT)))
        .isEqualTo(Standing.watched(REFUSALS, List.of(SLIGHT)));
  }

  @Test
  void theFirstGraveOneSaysWhyItIsNotWatched() {
    assertThat(Standing.of(REFUSALS, List.of(SLIGHT, GRAVE)))
        .isEqualTo(
            new Standing(
                Kind.BLOCKED,
                "SecretNotFound",
                "Make Secret y.",
                Map.of(),
                List.of(SLIGHT, GRAVE)));
  }

  @Test
  void suspendedOnPurposeIsNoBlock() {
    assertThat(Standing.of(Map.of(), List.of(SUSPENDED)).kind()).isEqualTo(Kind.SUSPENDED);
  }
}
