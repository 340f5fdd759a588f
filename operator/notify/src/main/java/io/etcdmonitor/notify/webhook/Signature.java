package io.etcdmonitor.notify.webhook;

import io.etcdmonitor.notify.option.OptionValues;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs bodies with HMAC-SHA256 (RFC 2104). Prints no key. */
final class Signature {
  private static final String ALGORITHM = "HmacSHA256";
  private final SecretKeySpec key;
  private final String header;
  private final String timeHeader;

  private Signature(String key, String header, String timeHeader) {
    this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    this.header = header;
    this.timeHeader = timeHeader;
  }

  static Optional<Signature> of(OptionValues options) {
    String option = WebhookChannelType.SIGNATURE_HEADER;
    String header = Headers.checkName(options, option, options.text(option));
    String timeOption = WebhookChannelType.TIMESTAMP_HEADER;
    String timeHeader = options.text(timeOption);
    if (!timeHeader.isEmpty()) {
      Headers.checkName(options, timeOption, timeHeader);
    }
    if (!options.has(WebhookChannelType.SIGNING_KEY)) {
      if (!timeHeader.isEmpty()) {
        throw options.error("the option timestampHeader is of no use without a signingKey");
      }
      return Optional.empty();
    }
    return Optional.of(
        new Signature(options.text(WebhookChannelType.SIGNING_KEY), header, timeHeader));
  }

  /** The headers that go with a body. */
  Map<String, String> headers(String body, Instant now) {
    Map<String, String> headers = new TreeMap<>();
    String signed = body;
    if (!timeHeader.isEmpty()) {
      String time = String.valueOf(now.getEpochSecond());
      headers.put(timeHeader, time);
      signed = time + ":" + body;
    }
    headers.put(header, hmac(signed));
    return headers;
  }

  private String hmac(String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JVM has no " + ALGORITHM, e);
    }
  }
}
