package io.etcdmonitor.engine.schedule;

import io.etcdmonitor.engine.model.InspectionSpec;
import io.etcdmonitor.engine.result.InspectionResult;

/**
 * Where results go. Called once per run, serially per inspection, outside all locks of the
 * scheduler.
 */
@FunctionalInterface
public interface RunSink {
  void ended(InspectionSpec spec, InspectionResult result);
}
