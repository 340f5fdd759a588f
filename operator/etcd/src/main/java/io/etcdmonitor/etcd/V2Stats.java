package io.etcdmonitor.etcd;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a member counts of the v2 store ({@code /v2/stats/store}), since it started.
 *
 * @param operations by name and outcome as etcd has them, for example {@code setsSuccess}; reads
 *     are counted by the member that served them, writes by every member
 * @param watchers watchers that wait on this member
 */
public record V2Stats(Map<String, Long> operations, long watchers) {
  public V2Stats {
    operations = Map.copyOf(new TreeMap<>(operations));
  }
}
