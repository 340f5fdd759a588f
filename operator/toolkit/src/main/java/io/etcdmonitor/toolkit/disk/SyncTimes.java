package io.etcdmonitor.toolkit.disk;

/** What a tool measured, before it is judged. */
record SyncTimes(String tool, long syncs, double syncsPerSecond, DiskResult.Latency latency) {}
