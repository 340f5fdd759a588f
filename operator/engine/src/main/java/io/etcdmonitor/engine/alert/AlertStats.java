package io.etcdmonitor.engine.alert;

import io.etcdmonitor.engine.model.ClusterKey;
import io.etcdmonitor.engine.model.Severity;
import java.util.Map;
import java.util.Set;

/**
 * Numbers about alerting.
 *
 * @param open open alerts by cluster and severity
 * @param messages by channel and outcome: sent, retry, dead, superseded, deduplicated, suppressed
 * @param waiting messages that wait, by channel
 * @param failing channels that could not be told the last message, with one sentence
 * @param coalesced results that were never evaluated because newer ones had come
 * @param storeFailures commits that failed
 */
public record AlertStats(
    Map<ClusterKey, Map<Severity, Integer>> open,
    Map<String, Map<String, Long>> messages,
    Map<String, Integer> waiting,
    Map<String, String> failing,
    long coalesced,
    long storeFailures) {

  /** Channels that there are. */
  public Set<String> channels() {
    return waiting.keySet();
  }
}
