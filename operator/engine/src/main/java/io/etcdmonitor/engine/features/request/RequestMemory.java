package io.etcdmonitor.engine.features.request;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the feature remembers of one cluster between runs. */
final class RequestMemory {
  /** The last status's committed raft index, by member: what there is without pages. */
  final Map<String, Committed> committed = new HashMap<>();

  /** The writes of our own. */
  final WriteProbing writes = new WriteProbing();

  /** A committed raft index and when it was seen. */
  record Committed(Instant time, long index) {}
}
