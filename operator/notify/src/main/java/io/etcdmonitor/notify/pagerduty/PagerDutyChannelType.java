package io.etcdmonitor.notify.pagerduty;

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
import io.etcdmonitor.notify.render.Overrides;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** PagerDuty by its Events API v2. */
public final class PagerDutyChannelType extends ChannelType {
  static final String ROUTING_KEY = "routingKey";
  static final String BASE_URL = "baseUrl";
  static final String CLIENT_URL = "clientUrl";
  static final String CHANGE_EVENTS = "changeEvents";

  @Override
  public String type() {
    return "pagerduty";
  }

  @Override
  public String description() {
    return "Opens, acknowledges and resolves PagerDuty incidents (Events API v2), one for each"
        + " episode of an alert.";
  }

  @Override
  public List<ChannelOption> options() {
    List<ChannelOption> options = new ArrayList<>();
    options.add(
        CommonOptions.requiredSecret(
            ROUTING_KEY, "Integration key of the service, 32 characters."));
    options.add(
        CommonOptions.optional(
            BASE_URL,
            Type.TEXT,
            "https://events.pagerduty.com",
            "Where the Events API is; `https://events.eu.pagerduty.com` in the EU service region,"
                + " or a relay of yours."));
    options.add(
        CommonOptions.optional(
            CLIENT_URL, Type.TEXT, "", "URL that the incident names as its origin."));
    options.add(
        CommonOptions.optional(
            CHANGE_EVENTS,
            Type.FLAG,
            "false",
            "Whether PagerDuty is also shown members that come and go and changes of their version, as"
                + " change events, which call nobody."));
    options.add(
        CommonOptions.title("an incident's summary, the same for all incidents of a message"));
    options.add(CommonOptions.text("the text among an incident's details"));
    options.addAll(CommonOptions.http());
    options.add(CommonOptions.messagesPerMinute(100));
    return List.copyOf(options);
  }

  @Override
  public String sample() {
    return """
    type: pagerduty
    routingKeyFile: /etc/etcd-monitor-secrets/pagerduty-key
    """;
  }

  @Override
  public String notes() {
    return """
    Severities: critical becomes `critical`, warning and unknown `warning`, info `info`. Acknowledging an alert here
    acknowledges its incident; the other way round PagerDuty tells nobody.

    An incident is known by a hash of the alert and its episode, so a repeat joins it. The key that opened an incident is
    kept, durably, until it is resolved: rotating `routingKey` leaves no incident open. PagerDuty takes about 120 events a
    minute; a message of many episodes is as many events.

    With `changeEvents` a member that is added, removed or promoted, or runs another version of etcd, is a change event on the
    service's page, beside its incidents; it calls nobody. The channel hears of the clusters whose alerts it may hear of,
    by any of the routes and escalations. A change event that cannot be delivered within an hour is given up without an alert.
    """
        .strip();
  }

  @Override
  protected AlertChannel create(String name, OptionValues options) {
    String key = options.text(ROUTING_KEY).strip();
    if (key.length() != 32 || !key.chars().allMatch(c -> c < 128 && Character.isLetterOrDigit(c))) {
      throw options.error("the option routingKey is an integration key of 32 letters and digits");
    }
    HttpSender sender =
        HttpSender.over(
            Connection.of(options),
            new AddressPolicy(true),
            new Redactor(options.secrets()),
            Clock.systemUTC());
    EventWriter events = new EventWriter(Overrides.of(options), options.text(CLIENT_URL).strip());
    EventsApi api = new EventsApi(Urls.http(options, BASE_URL, options.text(BASE_URL)), sender);
    return new PagerDutyChannel(
        name, key, events, api, Pace.of(options), options.flag(CHANGE_EVENTS));
  }
}
