package io.etcdmonitor.notify.http;

import java.net.URI;
import java.util.Map;
import java.util.TreeMap;

/**
 * One request with a body. Prints neither headers nor body nor path, where secrets are.
 *
 * @param headers by name; {@code Content-Type} and {@code User-Agent} are added when missing
 */
public record HttpCall(String method, URI uri, Map<String, String> headers, String body) {
  public HttpCall {
    headers = new TreeMap<>(headers);
  }

  /** A POST of JSON. */
  public static HttpCall postJson(URI uri, Map<String, String> headers, String body) {
    return new HttpCall("POST", uri, headers, body);
  }

  @Override
  public String toString() {
    return method + " to " + uri.getHost();
  }
}
