package io.etcdmonitor.notify.alertmanager;

import io.etcdmonitor.engine.alert.channel.AlertChannel;
import io.etcdmonitor.engine.alert.channel.ChannelOption;
import io.etcdmonitor.engine.alert.channel.ChannelOption.Type;
import io.etcdmonitor.notify.http.AddressPolicy;
import io.etcdmonitor.notify.http.Connection;
import io.etcdmonitor.notify.http.HttpSender;
import io.etcdmonitor.notify.http.Redactor;
import io.etcdmonitor.notify.http.Urls;
import io.etcdmonitor.notify.option.ChannelType;
import io.etcdmonitor.notify.option.CommonOptions;
import io.etcdmonitor.notify.option.OptionValues;
import io.etcdmonitor.notify.option.Pace;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Prometheus Alertmanager, for those who route there already. */
public final class AlertmanagerChannelType extends ChannelType {
  static final String URLS = "urls";
  static final String AUTHORIZATION = "authorization";
  static final String REPOST_INTERVAL = "repostInterval";
  static final String ENDS_AFTER = "endsAfter";

  @Override
  public String type() {
    return "alertmanager";
  }

  @Override
  public String description() {
    return "Posts alerts to Prometheus Alertmanager (v2 API, any number of replicas), for those who"
        + " group, silence and route there.";
  }

  @Override
  public List<ChannelOption> options() {
    List<ChannelOption> options = new ArrayList<>();
    options.add(
        CommonOptions.required(
            URLS,
            Type.LIST,
            "Base URL of each replica, with its route prefix if it has one. All of them are told;"
                + " one that listens is enough."));
    options.add(
        CommonOptions.secret(
            AUTHORIZATION, "Value of the header Authorization, such as `Bearer ...`."));
    options.add(
        CommonOptions.optional(
            REPOST_INTERVAL,
            Type.DURATION,
            "1m",
            "How often firing alerts are posted again, for Alertmanager forgets them otherwise; at"
                + " least 10s."));
    options.add(
        CommonOptions.optional(
            ENDS_AFTER,
            Type.DURATION,
            "15m",
            "When Alertmanager may take an alert as over if it hears nothing more from us; at least"
                + " three times repostInterval, and longer than a restart or an update takes."));
    options.add(CommonOptions.title("the annotation `summary`"));
    options.add(CommonOptions.text("the annotation `description`"));
    options.add(
        CommonOptions.optional(
            Annotations.OPTION,
            Type.MAP,
            "",
            "Templates of further annotations by their names; one that comes out empty is left"
                + " out."));
    options.addAll(CommonOptions.http());
    options.add(CommonOptions.messagesPerMinute(600));
    return List.copyOf(options);
  }

  @Override
  public String sample() {
    return """
    type: alertmanager
    urls:
      - http://alertmanager-0.alertmanager:9093
      - http://alertmanager-1.alertmanager:9093
    repostInterval: 1m
    """;
  }

  @Override
  public String notes() {
    return """
    Labels of an alert: `alertname` (the rule), `namespace`, `cluster`, `member`, `severity` and the episode's own.
    Characters that label names may not hold become `_`. Annotations: `summary`, `description`, `value`, `threshold`,
    `remedy`, `runbook_url`, `cluster_description`, and `stale` and `acknowledged_by` where they apply. Templates of
    annotations see each alert alone: `title` is its summary, and `episodes` holds it only.

    The severity is a label, so for Alertmanager a raised severity is another alert: the old one is ended in the same
    request. Grouping, repeats and silences of Alertmanager come on top of ours; give its route a short `group_wait`.
    """
        .strip();
  }

  @Override
  protected AlertChannel create(String name, OptionValues options) {
    List<URI> replicas =
        options.list(URLS).stream()
            .map(url -> Urls.resolve(Urls.http(options, URLS, url), "/api/v2/alerts"))
            .toList();
    if (replicas.isEmpty()) {
      throw options.error("the option urls names no replica");
    }
    Duration repost = options.duration(REPOST_INTERVAL);
    Duration endsAfter = options.duration(ENDS_AFTER);
    if (repost.compareTo(Duration.ofSeconds(10)) < 0) {
      throw options.error("the option repostInterval is at least 10s");
    }
    if (endsAfter.compareTo(repost.multipliedBy(3)) < 0) {
      throw options.error("the option endsAfter is at least three times repostInterval");
    }
    HttpSender sender =
        HttpSender.over(
            Connection.of(options),
            new AddressPolicy(true),
            new Redactor(options.secrets()),
            Clock.systemUTC());
    return new AlertmanagerChannel(
        name,
        new AlertmanagerChannel.Replicas(replicas, options.text(AUTHORIZATION).strip()),
        new AlertmanagerChannel.Timing(repost, endsAfter, Clock.systemUTC()),
        Annotations.of(options),
        sender,
        Pace.of(options));
  }
}
