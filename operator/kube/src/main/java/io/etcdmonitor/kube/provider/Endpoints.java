package io.etcdmonitor.kube.provider;

import io.etcdmonitor.engine.assess.Reasons;
import io.etcdmonitor.etcd.Endpoint;
import java.util.List;

/** Reads client URLs that people wrote. */
final class Endpoints {
  private Endpoints() {}

  /**
   * Parses them all.
   *
   * @throws ProviderException naming the first that is none
   */
  static List<Endpoint> parse(List<String> texts) {
    return texts.stream().map(Endpoints::parse).distinct().toList();
  }

  private static Endpoint parse(String text) {
    try {
      return Endpoint.parse(text);
    } catch (IllegalArgumentException e) {
      throw new ProviderException(Reasons.ENDPOINT_INVALID, sentence(e.getMessage()));
    }
  }

  private static String sentence(String message) {
    return Character.toUpperCase(message.charAt(0)) + message.substring(1) + ".";
  }
}
