package io.etcdmonitor.notify.webhook;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Any HTTP receiver. */
public final class WebhookChannelType extends ChannelType {
  static final String URL = "url";
  static final String METHOD = "method";
  static final String HEADERS = "headers";
  static final String SECRET_HEADERS = "secretHeaders";
  static final String SIGNING_KEY = "signingKey";
  static final String SIGNATURE_HEADER = "signatureHeader";
  static final String TIMESTAMP_HEADER = "timestampHeader";
  static final String PRESET = "preset";
  static final String BODY = "body";
  static final String ALLOW_LINK_LOCAL = "allowLinkLocal";

  @Override
  public String type() {
    return "webhook";
  }

  @Override
  public String description() {
    return "Sends JSON to any URL, signed if you wish: for your own tools and for services without"
        + " a channel of their own.";
  }

  @Override
  public List<ChannelOption> options() {
    List<ChannelOption> options = new ArrayList<>();
    options.add(CommonOptions.requiredSecret(URL, "http or https URL of the receiver."));
    options.add(CommonOptions.optional(METHOD, Type.TEXT, "POST", "`POST`, `PUT` or `PATCH`."));
    options.add(
        CommonOptions.optional(
            HEADERS, Type.MAP, "", "Headers to send; they are shown where options are shown."));
    options.add(
        CommonOptions.secret(
            SECRET_HEADERS,
            "More headers, one `Name: value` per line, such as `Authorization: Bearer ...`."));
    options.add(
        CommonOptions.secret(
            SIGNING_KEY, "Key for an HMAC-SHA256 signature of the body; empty for no signature."));
    options.add(
        CommonOptions.optional(
            SIGNATURE_HEADER,
            Type.TEXT,
            "X-Etcd-Monitor-Signature",
            "Header that carries the signature, in lower-case hex."));
    options.add(
        CommonOptions.optional(
            TIMESTAMP_HEADER,
            Type.TEXT,
            "",
            "Header that carries the time in seconds since 1970. When set, what is signed is"
                + " `time:body`, so that a receiver can refuse old messages."));
    options.add(
        CommonOptions.optional(
            PRESET,
            Type.TEXT,
            "default",
            "`default`, or `alertmanager-v4` for receivers of Alertmanager's webhooks."));
    options.add(
        CommonOptions.optional(
            BODY,
            Type.MAP,
            "",
            "A body of your own instead of a preset: a tree whose texts are templates."));
    options.add(
        CommonOptions.optional(
            ALLOW_LINK_LOCAL,
            Type.FLAG,
            "false",
            "Whether the URL may lead to link-local, multicast and cloud metadata addresses."));
    options.addAll(CommonOptions.http());
    options.add(CommonOptions.messagesPerMinute(600));
    return List.copyOf(options);
  }

  @Override
  public String sample() {
    return """
    type: webhook
    urlFile: /etc/etcd-monitor-secrets/webhook-url
    headers:
      X-Team: databases
    secretHeadersFile: /etc/etcd-monitor-secrets/webhook-headers
    signingKeyFile: /etc/etcd-monitor-secrets/webhook-key
    timestampHeader: X-Etcd-Monitor-Time
    body:
      text: "{{ state }} {{ title }}"
      firing: "{{ firing }}"
      alerts:
        $for: e in episodes
        $each:
          rule: "{{ e.rule }}"
          member: "{{ e.member }}"
          since: "{{ e.startedAt }}"
    """;
  }

  @Override
  public String notes() {
    return """
    Every request carries `Idempotency-Key`: the same for each attempt of one message, so that a receiver can drop
    repeats. Any 2xx is success. Redirects are never followed. At most 64 KiB of the reply are read.

    The signature is `HMAC-SHA256(key, body)`, or over `time:body` when `timestampHeader` is set, over the bytes
    exactly as they are sent. Check it in constant time, and check that the time is recent.

    `body` is a tree: every text in it is a template, and a text that is one field and nothing else becomes that field
    as JSON, so `"{{ firing }}"` is a number and `"{{ labels }}"` an object. A map of `$for` and `$each` becomes a list.
    What comes out is valid JSON whatever the values hold.
    """
        .strip();
  }

  @Override
  protected AlertChannel create(String name, OptionValues options) {
    URI uri = Urls.http(options, URL, options.text(URL));
    Headers headers = Headers.of(options);
    HttpSender sender =
        HttpSender.over(
            Connection.of(options),
            new AddressPolicy(options.flag(ALLOW_LINK_LOCAL)),
            new Redactor(options.secrets()),
            Clock.systemUTC());
    String method = options.oneOf(METHOD, "POST", "PUT", "PATCH");
    Optional<Signature> signature = Signature.of(options);
    return new WebhookChannel(
        new WebhookChannel.Target(name, method, uri, headers, signature),
        WebhookBody.of(options, name),
        sender,
        Pace.of(options),
        Clock.systemUTC());
  }
}
