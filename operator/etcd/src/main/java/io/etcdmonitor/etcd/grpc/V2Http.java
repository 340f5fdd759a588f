package io.etcdmonitor.etcd.grpc;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.etcdmonitor.etcd.Credentials;
import io.etcdmonitor.etcd.Endpoint;
import io.etcdmonitor.etcd.EtcdFailure;
import io.etcdmonitor.etcd.OneLine;
import io.etcdmonitor.etcd.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Reads of etcd's HTTP API: JSON, etcd's headers, and what its status codes mean. */
final class V2Http {
  /** Members and statistics of the largest cluster are some KiB. */
  private static final int MAX_BYTES = 256 << 10;

  private static final ObjectMapper JSON = new ObjectMapper();

  private final NettyClusterConnection sockets;
  private final String authorization;

  V2Http(NettyClusterConnection sockets) {
    this.sockets = sockets;
    this.authorization = sockets.spec().credentials().map(V2Http::basic).orElse("");
  }

  /**
   * An answer, be it a refusal.
   *
   * @param where the URL
   * @param status of HTTP
   * @param body null when it is no JSON, or too long
   * @param headers etcd's
   */
  record Answer(String where, int status, JsonNode body, Headers headers) {
    boolean ok() {
      return status == 200;
    }

    /** A text of the body; empty when it is not there. */
    String text(String field) {
      return body == null ? "" : body.path(field).asText("");
    }
  }

  /** What etcd says of itself beside an answer; a number is 0 and a text empty when it does not. */
  record Headers(String clusterId, long index, long raftIndex, long raftTerm) {}

  /**
   * Asks once; fails when nobody answers.
   *
   * @param path with a leading slash
   */
  CompletableFuture<Reply<Answer>> get(Endpoint server, String path, Duration deadline) {
    Optional<EtcdFailure> plain = sockets.routes().refusal(sockets.dialled(server));
    if (plain.isPresent()) {
      return CompletableFuture.completedFuture(new Reply.Failed<>(plain.get(), Duration.ZERO));
    }
    PageClient.Question question = new PageClient.Question(server + path, MAX_BYTES, authorization);
    return sockets.pages().ask(question, V2Http::read, deadline);
  }

  private static Outcome<Answer> read(PageHandler.Page page, String where) {
    String body = page.body();
    if (body.contains("HTTP request to an HTTPS server")) {
      return PageOutcomes.refused(page, where);
    }
    Headers headers =
        new Headers(
            OneLine.name(page.headers().get("X-Etcd-Cluster-ID", "")),
            number(page.headers().get("X-Etcd-Index")),
            number(page.headers().get("X-Raft-Index")),
            number(page.headers().get("X-Raft-Term")));
    return Outcome.ok(new Answer(where, page.status(), json(body), headers));
  }

  private static JsonNode json(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      return node != null && node.isObject() ? node : null;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static long number(String text) {
    try {
      return text == null ? 0 : Long.parseLong(text);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private static String basic(Credentials credentials) {
    byte[] both =
        (credentials.username() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8);
    return "Basic " + Base64.getEncoder().encodeToString(both);
  }
}
