package io.etcdmonitor.e2e.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * What {@code kubectl get etcdclusters,etcdinspections} prints, and the latest Events: the same
 * tables of the API server, so it needs no kubectl.
 */
final class View {
  /**
   * One look.
   *
   * @param lines to print
   * @param essence equal to the last one's when nothing but ages changed
   * @param healthy whether every cluster that is there is {@code Healthy}, and there is one
   */
  record Look(List<String> lines, String essence, boolean healthy) {}

  private static final String TABLE = "application/json;as=Table;v=v1;g=meta.k8s.io";
  private static final String GROUP = "/apis/etcdmonitor.io/v1alpha1/namespaces/default/";
  private static final Pattern OBJECT_OF_OURS = Pattern.compile("etcd(cluster|inspection)/.*");
  private static final int EVENTS = 6;
  private static final int HEALTH = 1;
  private static final int EVENT_OBJECT = 3;
  private static final long TIMEOUT_SECONDS = 3;

  private final KubernetesClient client;
  private final HttpClient http;

  View(KubernetesClient client) {
    this.client = client;
    this.http = client.getHttpClient();
  }

  /** Looks; an API that does not answer is part of the view, not an error. */
  Look look() {
    try {
      TextTable clusters = table(GROUP + "etcdclusters", "etcdcluster.etcdmonitor.io/");
      TextTable inspections = table(GROUP + "etcdinspections", "etcdinspection.etcdmonitor.io/");
      TextTable events = latest(table("/api/v1/namespaces/default/events", ""));
      List<String> lines = new ArrayList<>(clusters.lines());
      lines.add("");
      lines.addAll(inspections.lines());
      if (!events.isEmpty()) {
        lines.add("");
        lines.addAll(events.lines());
      }
      boolean healthy =
          !clusters.isEmpty()
              && clusters.rows().stream().allMatch(row -> row.get(HEALTH).equals("Healthy"));
      String essence =
          String.join("\n", clusters.essence(), inspections.essence(), events.essence());
      return new Look(lines, essence, healthy);
    } catch (CompletionException e) {
      String line = "(the Kubernetes API does not answer: " + e.getCause() + ")";
      return new Look(List.of(line), line, false);
    }
  }

  private TextTable table(String path, String prefix) {
    URI uri = URI.create(client.getMasterUrl().toString()).resolve(path);
    HttpResponse<String> response =
        http.sendAsync(
                http.newHttpRequestBuilder().uri(uri).header("Accept", TABLE).build(), String.class)
            .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .join();
    if (!response.isSuccessful()) {
      throw new CompletionException(new IllegalStateException(path + ": HTTP " + response.code()));
    }
    return TextTable.read(Serialization.unmarshal(response.body(), JsonNode.class), prefix);
  }

  /** API servers list Events by name; the last ones written are wanted. */
  private static TextTable latest(TextTable events) {
    List<List<String>> ours =
        events.rows().stream()
            .filter(row -> OBJECT_OF_OURS.matcher(row.get(EVENT_OBJECT)).matches())
            .sorted(java.util.Comparator.comparingLong(row -> seconds(row.get(0))))
            .limit(EVENTS)
            .toList();
    return new TextTable(events.header(), ours.reversed(), events.steady());
  }

  /** The seconds of an age such as {@code 2m5s}. */
  static long seconds(String age) {
    long total = 0;
    var parts = Pattern.compile("(\\d+)([smhdy])").matcher(age);
    while (parts.find()) {
      long unit =
          switch (parts.group(2)) {
            case "s" -> 1;
            case "m" -> 60;
            case "h" -> 3_600;
            case "d" -> 86_400;
            default -> 31_536_000;
          };
      total += Long.parseLong(parts.group(1)) * unit;
    }
    return total;
  }
}
