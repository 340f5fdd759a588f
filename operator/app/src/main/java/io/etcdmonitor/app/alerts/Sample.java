package io.etcdmonitor.app.alerts;

import io.etcdmonitor.engine.result.ResultChange;
import java.time.Duration;

/**
 * One result of the past.
 *
 * @param offset from the begin of the test
 * @param change what the feature said
 */
record Sample(Duration offset, ResultChange change) {}
