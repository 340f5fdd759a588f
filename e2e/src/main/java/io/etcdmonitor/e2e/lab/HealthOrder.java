package io.etcdmonitor.e2e.lab;

import java.util.List;

/** The words of a cluster's health, from good to bad. */
final class HealthOrder {
  private static final List<String> ORDER =
      List.of("", "Healthy", "Warning", "Unknown", "Critical");

  private HealthOrder() {}

  static boolean atMost(String health, String limit) {
    return ORDER.indexOf(health) <= ORDER.indexOf(limit);
  }

  static String worse(String one, String other) {
    return atMost(one, other) ? other : one;
  }
}
