package io.etcdmonitor.engine.result;

import io.etcdmonitor.engine.model.Verdict;
import java.time.Instant;

/**
 * One change of an inspection's verdict.
 *
 * @param time of the run that changed it
 * @param verdict the new verdict
 * @param reason the new reason
 * @param message the new message
 */
public record HistoryEntry(Instant time, Verdict verdict, String reason, String message) {}
