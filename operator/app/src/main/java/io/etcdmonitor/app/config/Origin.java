package io.etcdmonitor.app.config;

/**
 * Where a value was given.
 *
 * @param where for people: {@code config.yaml:12}, {@code ETCD_MONITOR_API_PORT}, {@code
 *     --api-port}, {@code default}
 * @param rank higher wins
 */
public record Origin(String where, int rank) {
  static final Origin DEFAULT = new Origin("default", 0);

  static Origin file(String file, int line) {
    return new Origin(file + ":" + line, 1);
  }

  static Origin etcdctl(String variable) {
    return new Origin(variable, 2);
  }

  static Origin variable(String variable) {
    return new Origin(variable, 3);
  }

  static Origin flag(String flag) {
    return new Origin(flag, 4);
  }
}
