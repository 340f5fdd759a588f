package io.etcdmonitor.notify.option;

/** Reads how many messages a minute a channel may take. */
public final class Pace {
  private Pace() {}

  /** From the option. */
  public static int of(OptionValues options) {
    return options.number(CommonOptions.MESSAGES_PER_MINUTE, 1, 6000);
  }
}
