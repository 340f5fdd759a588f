package io.etcdmonitor.engine.alert.rule;

import java.util.Locale;

/** What one alert of a rule is about. */
public enum Scope {
  /** The cluster: one alert. */
  CLUSTER,
  /** A member: one alert for each that is concerned. */
  MEMBER,
  /** A feature of ours: one alert for each that is concerned. */
  FEATURE;

  /** The identity label that names the subject, empty for the cluster. */
  public String label() {
    return this == CLUSTER ? "" : name().toLowerCase(Locale.ROOT);
  }
}
