package io.etcdmonitor.patterns.discovery;

/** What an instance says about itself. */
public enum Health {
  /** It serves. */
  UP,
  /** It serves what it has, and wants nothing new. */
  DRAINING,
  /** It does not serve. */
  DOWN
}
