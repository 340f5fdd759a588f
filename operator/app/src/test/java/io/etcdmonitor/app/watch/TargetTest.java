package io.etcdmonitor.app.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.app.UserException;
import io.etcdmonitor.app.config.ConfigLoader;
import io.etcdmonitor.app.config.ConfigUse;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TargetTest {
  /** {@code inspect} says that it writes nothing, and may share a file with {@code monitor}. */
  @Test
  void whoOnlyLooksOnceWritesNothing() {
    Target target = target(Map.of("ETCD_MONITOR_WATCH_WRITE_PROBE", "true"));
    assertThat(target.cluster(true).writeProbe().enabled()).isFalse();
    assertThat(target.cluster(false).writeProbe().enabled()).isTrue();
  }

  @Test
  void aWriteProbeThatWouldNeverWriteIsRefused() {
    Target target =
        target(
            Map.of(
                "ETCD_MONITOR_WATCH_WRITE_PROBE", "true",
                "ETCD_MONITOR_ETCD_STORAGE_BACKEND", "v2"));
    assertThatThrownBy(() -> target.cluster(false))
        .isInstanceOf(UserException.class)
        .hasMessage("the write probe needs storage backend v3: leave one of them out");
    assertThat(target.cluster(true).writeProbe().enabled()).isFalse();
  }

  private static Target target(Map<String, String> environment) {
    return new Target(
        ConfigLoader.load(ConfigUse.MONITOR, Optional.empty(), environment, Map.of()));
  }
}
