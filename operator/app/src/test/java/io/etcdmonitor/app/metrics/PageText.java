package io.etcdmonitor.app.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The page as a scraper reads it. */
final class PageText {
  private PageText() {}

  static String of(Metrics metrics, String accept) {
    try (var plain = metrics.page(accept).plain()) {
      return new String(plain.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
