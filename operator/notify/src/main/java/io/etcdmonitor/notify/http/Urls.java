package io.etcdmonitor.notify.http;

import io.etcdmonitor.notify.option.OptionValues;
import java.net.URI;
import java.util.Locale;

/** Reads URLs from options. */
public final class Urls {
  private Urls() {}

  /** An http or https URL; the problem never quotes it, for it may be a secret. */
  public static URI http(OptionValues options, String option, String text) {
    try {
      URI uri = URI.create(text.strip());
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if ((scheme.equals("http") || scheme.equals("https"))
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getFragment() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, without the text.
    }
    throw options.error(
        "the option " + option + " is a URL such as https://host/path, without user and password");
  }

  /** A URL with a path added, whether or not it ends in a slash. */
  public static URI resolve(URI base, String path) {
    String text = base.toString();
    return URI.create((text.endsWith("/") ? text.substring(0, text.length() - 1) : text) + path);
  }
}
