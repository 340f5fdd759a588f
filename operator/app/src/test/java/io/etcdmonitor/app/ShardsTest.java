package io.etcdmonitor.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.app.config.AppConfig;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ShardsTest {
  private static final AppConfig.Sharding BY_NAME =
      new AppConfig.Sharding("etcd-monitor", Optional.empty());

  @Test
  void thePodsNameSaysWhich() {
    var sharding = Shards.of(BY_NAME, Map.of("HOSTNAME", "etcd-monitor-12"));
    assertThat(sharding.shard()).isEqualTo(12);
    assertThat(sharding.statefulSet()).isEqualTo("etcd-monitor");
  }

  @Test
  void whatIsConfiguredWins() {
    var config = new AppConfig.Sharding("etcd-monitor", Optional.of(3));
    assertThat(Shards.of(config, Map.of("HOSTNAME", "laptop")).shard()).isEqualTo(3);
  }

  @Test
  void aNameWithoutANumberIsRefusedWithWhatToDo() {
    assertThatThrownBy(() -> Shards.of(BY_NAME, Map.of("HOSTNAME", "laptop")))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("'laptop'")
        .hasMessageContaining("--shard");
  }
}
