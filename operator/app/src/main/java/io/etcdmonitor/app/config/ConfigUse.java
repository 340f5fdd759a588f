package io.etcdmonitor.app.config;

import java.util.Locale;

/** The commands that take options. */
public enum ConfigUse {
  OPERATOR,
  MONITOR,
  INSPECT;

  /** The command's name. */
  public String command() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it dials an etcd named by the user. */
  public boolean dials() {
    return this != OPERATOR;
  }
}
