package io.etcdmonitor.notify.option;

import io.etcdmonitor.engine.alert.channel.ChannelOption;
import io.etcdmonitor.engine.alert.channel.ChannelOption.Type;
import java.util.List;

/** Options that several channel types share, each declared once. */
public final class CommonOptions {
  public static final String TITLE = "title";
  public static final String TEXT = "text";
  public static final String TIMEOUT = "timeout";
  public static final String CA_FILE = "caFile";
  public static final String PROXY = "proxy";
  public static final String MESSAGES_PER_MINUTE = "messagesPerMinute";

  private CommonOptions() {}

  /** An option that may be left out. */
  public static ChannelOption optional(
      String name, Type type, String defaultValue, String description) {
    return new ChannelOption(name, type, false, defaultValue, false, description);
  }

  /** An option that must be there. */
  public static ChannelOption required(String name, Type type, String description) {
    return new ChannelOption(name, type, true, "", false, description);
  }

  /** A secret text that may be left out. */
  public static ChannelOption secret(String name, String description) {
    return new ChannelOption(name, Type.TEXT, false, "", true, description);
  }

  /** A secret text that must be there. */
  public static ChannelOption requiredSecret(String name, String description) {
    return new ChannelOption(name, Type.TEXT, true, "", true, description);
  }

  /** {@value #TITLE}. */
  public static ChannelOption title(String what) {
    return optional(TITLE, Type.TEXT, "", "Template of " + what + "; empty for the built-in one.");
  }

  /** {@value #TEXT}. */
  public static ChannelOption text(String what) {
    return optional(TEXT, Type.TEXT, "", "Template of " + what + "; empty for the built-in one.");
  }

  /** {@value #MESSAGES_PER_MINUTE}. */
  public static ChannelOption messagesPerMinute(int defaultValue) {
    return optional(
        MESSAGES_PER_MINUTE,
        Type.NUMBER,
        String.valueOf(defaultValue),
        "Most messages per minute, from 1 to 6000; what is above it waits.");
  }

  /** {@value #TIMEOUT}, {@value #CA_FILE} and {@value #PROXY}, of all that talk HTTP. */
  public static List<ChannelOption> http() {
    return List.of(
        timeout(),
        caFile(),
        optional(
            PROXY,
            Type.TEXT,
            "",
            "HTTP proxy, such as `http://proxy.example:3128`; empty for the one that the JVM is"
                + " given (`-Dhttps.proxyHost`), if any."));
  }

  /** {@value #TIMEOUT}. */
  public static ChannelOption timeout() {
    return optional(
        TIMEOUT,
        Type.DURATION,
        "10s",
        "Longest time one attempt may take from its start to the end of the reply, such as 10s; at"
            + " most 5m.");
  }

  /** {@value #CA_FILE}. */
  public static ChannelOption caFile() {
    return optional(
        CA_FILE,
        Type.TEXT,
        "",
        "PEM file with the certificate authorities to trust instead of the JVM's; read when the"
            + " configuration is loaded.");
  }
}
