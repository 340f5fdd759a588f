package io.etcdmonitor.notify.http;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/** Takes secrets out of what people read: a receiver may echo what it was sent. */
public final class Redactor {
  private static final String HIDDEN = "[redacted]";
  // Shorter ones would turn ordinary words into holes, and protect nothing.
  private static final int SHORTEST = 4;
  private final List<String> secrets;

  /** Hides these texts, and the parts that a secret URL or header line is made of. */
  public Redactor(Collection<String> secrets) {
    List<String> all = new ArrayList<>();
    for (String secret : secrets) {
      all.add(secret);
      // A URL's host is no secret, and people must know it.
      String path = secret.replaceFirst("^https?://[^/]*", "");
      for (String part : path.split("[\\s/?&=:]+")) {
        if (part.length() >= 8) {
          all.add(part);
        }
      }
    }
    all.removeIf(secret -> secret.length() < SHORTEST);
    all.sort(Comparator.comparingInt(String::length).reversed());
    this.secrets = List.copyOf(all);
  }

  /** The text without them. */
  public String redact(String text) {
    String result = text;
    for (String secret : secrets) {
      result = result.replace(secret, HIDDEN);
    }
    return result;
  }

  @Override
  public String toString() {
    return "redactor of " + secrets.size() + " texts";
  }
}
