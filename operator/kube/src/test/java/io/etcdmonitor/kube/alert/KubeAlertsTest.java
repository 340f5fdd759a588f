package io.etcdmonitor.kube.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.etcdmonitor.engine.alert.state.Alert;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KubeAlertsTest {
  @ParameterizedTest
  @CsvSource({
    "m1 is slow, '', m1 is slow",
    "m1 is slow, m1 is slow, m1 is slow",
    "m1 is slow, 'm1 is slow: 3 s, limit > 1 s', 'm1 is slow: 3 s, limit > 1 s'",
    "m1 is slow, a read took 3 s, m1 is slow: a read took 3 s"
  })
  void anEventSaysASummaryOnce(String summary, String description, String note) {
    Alert.Facts facts = new Alert.Facts(summary, description, "3 s", "> 1 s", "", 3.0, Map.of());
    assertThat(KubeAlerts.what(facts)).isEqualTo(note);
  }
}
