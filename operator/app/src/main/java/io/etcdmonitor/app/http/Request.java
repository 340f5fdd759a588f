package io.etcdmonitor.app.http;

import com.sun.net.httpserver.Headers;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One HTTP request.
 *
 * @param method in capitals
 * @param path without the query
 * @param query by name; of one given twice the last
 * @param headers by name
 * @param from who connected to us
 * @param body text
 */
public record Request(
    String method,
    String path,
    Map<String, String> query,
    Headers headers,
    InetAddress from,
    String body) {

  /** One header. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(headers.getFirst(name));
  }

  /** The parts of a raw query. */
  static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    if (raw != null) {
      for (String part : raw.split("&")) {
        int sign = part.indexOf('=');
        String name = sign < 0 ? part : part.substring(0, sign);
        String value = sign < 0 ? "" : part.substring(sign + 1);
        query.put(decoded(name), decoded(value));
      }
    }
    return query;
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
