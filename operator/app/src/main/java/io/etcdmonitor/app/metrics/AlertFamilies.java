package io.etcdmonitor.app.metrics;

import static io.etcdmonitor.app.metrics.Families.CLUSTER;
import static io.etcdmonitor.app.metrics.Families.NAMESPACE;
import static io.etcdmonitor.app.metrics.MetricFamily.counter;
import static io.etcdmonitor.app.metrics.MetricFamily.gauge;

import java.util.List;

/** Alerts and the messages about them. */
final class AlertFamilies {
  static final MetricFamily ALERTS_OPEN =
      gauge(
          "etcd_monitor_alerts_open",
          "Alerts that fire, by severity; silenced and acknowledged ones too.",
          NAMESPACE,
          CLUSTER,
          "severity");
  static final MetricFamily NOTIFICATIONS =
      counter(
          "etcd_monitor_notifications_total",
          "Messages about alerts by what became of them: sent, retry, dead, superseded,"
              + " deduplicated, suppressed.",
          "channel",
          "outcome");
  static final MetricFamily NOTIFICATIONS_WAITING =
      gauge("etcd_monitor_notifications_waiting", "Messages that wait to be sent.", "channel");
  static final MetricFamily CONFIG_RELOAD_SUCCESS =
      gauge(
          "etcd_monitor_config_reload_success",
          "Whether the alerts file as it is now is in force; 0 while a bad one is refused.");
  static final MetricFamily ALERT_RESULTS_COALESCED =
      counter(
          "etcd_monitor_alert_results_coalesced_total",
          "Results that were not evaluated because newer ones of the same inspection had come.");
  static final MetricFamily ALERT_STORE_FAILURES =
      counter(
          "etcd_monitor_alert_store_failures_total",
          "Times that the alert state could not be written to disk.");

  /** All of them, in the order of the documentation. */
  static final List<MetricFamily> ALL =
      List.of(
          ALERTS_OPEN,
          NOTIFICATIONS,
          NOTIFICATIONS_WAITING,
          CONFIG_RELOAD_SUCCESS,
          ALERT_RESULTS_COALESCED,
          ALERT_STORE_FAILURES);

  private AlertFamilies() {}
}
