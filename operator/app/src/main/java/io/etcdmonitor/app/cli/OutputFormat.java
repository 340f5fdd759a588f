package io.etcdmonitor.app.cli;

/** What {@code -o} may be. */
public enum OutputFormat {
  /** For people. */
  TABLE,
  /** One JSON document a line. */
  JSON,
  /** YAML documents. */
  YAML
}
