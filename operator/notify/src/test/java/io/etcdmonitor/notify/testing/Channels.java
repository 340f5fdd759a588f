package io.etcdmonitor.notify.testing;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertChannelProvider;
import java.time.Duration;
import java.util.Map;
import java.util.ServiceLoader;

/** Makes channels as the program does: found on the class path. */
public final class Channels {
  public static final Duration SOON = Duration.ofSeconds(10);

  private Channels() {}

  public static AlertChannel create(String type, Map<String, Object> options) {
    return provider(type).create("oncall", options);
  }

  public static AlertChannelProvider provider(String type) {
    return ServiceLoader.load(AlertChannelProvider.class).stream()
        .map(ServiceLoader.Provider::get)
        .filter(provider -> provider.type().equals(type))
        .findFirst()
        .orElseThrow();
  }
}
