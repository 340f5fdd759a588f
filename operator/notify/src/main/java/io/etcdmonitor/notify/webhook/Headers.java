package io.etcdmonitor.notify.webhook;

import io.etcdmonitor.notify.option.OptionValues;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The headers of a webhook, checked once. Prints only their names. */
record Headers(Map<String, String> values) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}");
  // The HTTP client's own business; the first four would let a configuration smuggle requests.
  private static final Set<String> FORBIDDEN =
      Set.of(
          "host",
          "content-length",
          "transfer-encoding",
          "connection",
          "upgrade",
          "expect",
          "te",
          "trailer",
          "idempotency-key");

  static Headers of(OptionValues options) {
    Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    options
        .texts(WebhookChannelType.HEADERS)
        .forEach((name, value) -> add(options, WebhookChannelType.HEADERS, headers, name, value));
    options
        .text(WebhookChannelType.SECRET_HEADERS)
        .lines()
        .filter(line -> !line.isBlank())
        .forEach(line -> {
          int colon = line.indexOf(':');
          if (colon < 1) {
            throw options.error("the option secretHeaders has one \"Name: value\" per line");
          }
          add(
              options,
              WebhookChannelType.SECRET_HEADERS,
              headers,
              line.substring(0, colon).strip(),
              line.substring(colon + 1));
        });
    return new Headers(headers);
  }

  private static void add(
      OptionValues options, String option, Map<String, String> headers, String name, String value) {
    checkName(options, option, name);
    String text = value.strip();
    if (text.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 127)) {
      throw options.error("the header " + name + " in " + option + " holds a control character");
    }
    if (text.chars().anyMatch(c -> c > 255)) {
      throw options.error(
          "the header " + name + " in " + option + " holds a character that HTTP does not allow");
    }
    headers.put(name, text);
  }

  /** A name that HTTP allows and that is not the client's own. */
  static String checkName(OptionValues options, String option, String name) {
    if (!NAME.matcher(name).matches()) {
      throw options.error("the option " + option + " holds a header name that HTTP does not allow");
    }
    if (FORBIDDEN.contains(name.toLowerCase(Locale.ROOT))) {
      throw options.error("the header " + name + " in " + option + " cannot be set");
    }
    return name;
  }

  @Override
  public String toString() {
    return "headers " + values.keySet();
  }
}
