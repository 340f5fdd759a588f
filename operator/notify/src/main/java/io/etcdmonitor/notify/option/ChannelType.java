package io.etcdmonitor.notify.option;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.AlertChannelProvider;
import java.util.Map;

/** A built-in channel type: its options are checked before it is made. */
public abstract class ChannelType implements AlertChannelProvider {

  /** A configuration that works once addresses and secrets are filled in, as YAML. */
  public abstract String sample();

  /** What people must know before they use it, as Markdown. */
  public abstract String notes();

  /** Makes a channel from options that are known, with none missing. */
  protected abstract AlertChannel create(String name, OptionValues options);

  @Override
  public final AlertChannel create(String name, Map<String, Object> options) {
    return create(name, new OptionValues(name, options(), options));
  }
}
