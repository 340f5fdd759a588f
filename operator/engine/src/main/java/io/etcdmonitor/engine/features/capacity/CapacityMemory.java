package io.etcdmonitor.engine.features.capacity;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What the feature remembers of one cluster between runs. */
final class CapacityMemory {
  /** By member ID. */
  final Map<String, GrowthLog> growth = new HashMap<>();

  final CompactionLog compaction = new CompactionLog();

  /** What each member's page last told of its quota, by member ID. */
  final Map<String, Quota> quotas = new HashMap<>();

  /** Since when a member's file has been mostly empty, by member ID. */
  final Map<String, Instant> fragmentedSince = new HashMap<>();
}
