package io.etcdmonitor.kube.cluster;

/** Names of operator-made inspections. Pure functions. */
final class InspectionNames {
  private static final int MAX_NAME = 253;
  private static final int MAX_LABEL = 63;

  private InspectionNames() {}

  /**
   * {@code <cluster>-<feature>}; a name that would be too long is cut and keeps a hash of what it
   * was.
   */
  static String of(String cluster, String feature) {
    String name = cluster + "-" + feature;
    if (name.length() <= MAX_NAME) {
      return name;
    }
    String hash = "-" + Integer.toHexString(cluster.hashCode());
    int room = MAX_NAME - feature.length() - 1 - hash.length();
    return trimmed(cluster.substring(0, room)) + hash + "-" + feature;
  }

  /** A name as a label's value. */
  static String label(String name) {
    return name.length() <= MAX_LABEL ? name : trimmed(name.substring(0, MAX_LABEL));
  }

  private static String trimmed(String text) {
    int end = text.length();
    while (end > 0 && !Character.isLetterOrDigit(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end);
  }
}
