package io.etcdmonitor.patterns.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class SettingTest {
  private static final Setting<Long> SIZE = Setting.number("pool/size", 10);

  private static Snapshot snapshot(long revision, Map<String, String> texts) {
    return new Snapshot(revision, new TreeMap<>(texts));
  }

  @Test
  void textsAreReadByTheirType() {
    Snapshot snapshot =
        snapshot(1, Map.of("pool/size", " 5 ", "on", "TRUE", "pause", "PT2M", "name", "x"));
    assertThat(snapshot.get(SIZE)).isEqualTo(5);
    assertThat(snapshot.get(Setting.flag("on", false))).isTrue();
    assertThat(snapshot.get(Setting.flag("off", false))).isFalse();
    assertThat(snapshot.get(Setting.duration("pause", Duration.ZERO)))
        .isEqualTo(Duration.ofMinutes(2));
    assertThat(snapshot.get(Setting.text("name", ""))).isEqualTo("x");
    assertThat(SIZE.of(Optional.empty())).isEqualTo(10);
  }

  @Test
  void nonsenseIsNamed() {
    Snapshot snapshot = snapshot(1, Map.of("pool/size", "many", "on", "perhaps", "pause", "2m"));
    assertThatThrownBy(() -> snapshot.get(SIZE))
        .isInstanceOf(BadSettingException.class)
        .hasMessage("pool/size: 'many' is no whole number");
    assertThatThrownBy(() -> snapshot.get(Setting.flag("on", false)))
        .hasMessageContaining("neither true nor false");
    assertThatThrownBy(() -> snapshot.get(Setting.duration("pause", Duration.ZERO)))
        .hasMessageContaining("PT30S");
  }

  @Test
  void aLiveSettingKeepsItsLastGoodValue() {
    Live<Long> live = new Live<>(SIZE);
    List<Long> told = new ArrayList<>();
    live.onChange(told::add);
    assertThat(live.get()).isEqualTo(10);
    live.look(snapshot(5, Map.of("pool/size", "20")));
    live.look(snapshot(6, Map.of("pool/size", "many")));
    assertThat(live.get()).isEqualTo(20);
    assertThat(live.problem()).hasValueSatisfying(why -> assertThat(why).contains("many"));
    // What is older than what was seen changes nothing.
    live.look(snapshot(4, Map.of("pool/size", "1")));
    assertThat(live.get()).isEqualTo(20);
    live.look(snapshot(7, Map.of()));
    assertThat(live.get()).isEqualTo(10);
    assertThat(live.problem()).isEmpty();
    assertThat(told).containsExactly(20L, 10L);
  }
}
