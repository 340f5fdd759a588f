package io.etcdmonitor.app.metrics;

import io.etcdmonitor.engine.alert.AlertStats;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The rows of alerting. */
final class AlertRows implements Consumer<Rows> {
  private final Supplier<AlertStats> stats;
  private final BooleanSupplier reloaded;

  AlertRows(Supplier<AlertStats> stats, BooleanSupplier reloaded) {
    this.stats = stats;
    this.reloaded = reloaded;
  }

  @Override
  public void accept(Rows rows) {
    AlertStats now = stats.get();
    now.open()
        .forEach((cluster, bySeverity) ->
            bySeverity.forEach((severity, count) ->
                rows.add(
                    AlertFamilies.ALERTS_OPEN,
                    (long) count,
                    cluster.namespace(),
                    cluster.name(),
                    severity.word().toLowerCase(Locale.ROOT))));
    now.messages()
        .forEach((channel, outcomes) ->
            outcomes.forEach((outcome, count) ->
                rows.add(AlertFamilies.NOTIFICATIONS, (long) count, channel, outcome)));
    now.waiting()
        .forEach((channel, count) ->
            rows.add(AlertFamilies.NOTIFICATIONS_WAITING, (long) count, channel));
    rows.add(AlertFamilies.CONFIG_RELOAD_SUCCESS, reloaded.getAsBoolean() ? 1 : 0);
    rows.add(AlertFamilies.ALERT_RESULTS_COALESCED, now.coalesced());
    rows.add(AlertFamilies.ALERT_STORE_FAILURES, now.storeFailures());
  }
}
