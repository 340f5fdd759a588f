package io.etcdmonitor.app.config;

/**
 * One thing in the configuration that is refused.
 *
 * @param where {@code config.yaml:12}, a variable or a flag
 * @param key the option's key, or what was written in its place
 * @param message what is wrong and what is allowed
 */
public record ConfigProblem(String where, String key, String message) {
  /** One sentence. */
  @Override
  public String toString() {
    return where + ": " + (key.isEmpty() ? "" : key + " ") + message;
  }
}
