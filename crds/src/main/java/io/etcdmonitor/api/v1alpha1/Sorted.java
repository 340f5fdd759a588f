package io.etcdmonitor.api.v1alpha1;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** Copies of maps for records: there are thousands of these, and most are empty. */
final class Sorted {
  private Sorted() {}

  /** An unmodifiable copy by key; none is empty. */
  static Map<String, String> copy(Map<String, String> map) {
    return map == null || map.isEmpty()
        ? Map.of()
        : Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
