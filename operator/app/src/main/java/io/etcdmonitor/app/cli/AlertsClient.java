package io.etcdmonitor.app.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Talks to the API of a running operator or monitor. */
final class AlertsClient {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String address;
  private final Optional<String> token;

  /**
   * Makes a client.
   *
   * @throws UserException when the address or the token file cannot be used
   */
  AlertsClient(String address, Optional<Path> tokenFile) {
    if (!address.matches("https?://[^/?#]+/?")) {
      throw new UserException(
          ExitCode.USAGE, "--address: '%s' is none: write http://HOST:PORT".formatted(address));
    }
    this.address = address.replaceFirst("/$", "") + "/api/v1";
    this.token = tokenFile.map(AlertsClient::read);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UserException(
          ExitCode.CONFIGURATION, "--token-file: %s cannot be read".formatted(file), e);
    }
  }

  /**
   * Asks.
   *
   * @param path below the API, its parts encoded
   * @param body what to send, if anything
   * @throws UserException with what the other side says is wrong
   */
  JsonNode send(String method, String path, Optional<JsonNode> body) {
    HttpRequest.Builder request;
    try {
      request = HttpRequest.newBuilder(URI.create(address + path)).timeout(TIMEOUT);
    } catch (IllegalArgumentException e) {
      throw new UserException(ExitCode.USAGE, "--address: %s is none".formatted(address), e);
    }
    token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    request.header("Content-Type", "application/json");
    request.method(
        method,
        body.map(document -> BodyPublishers.ofString(document.toString()))
            .orElseGet(BodyPublishers::noBody));
    try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
      return answer(client.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UserException(
          ExitCode.UNAVAILABLE,
          "no etcd-monitor answers at %s (%s): name another with --address"
              .formatted(address, e.getClass().getSimpleName()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserException(ExitCode.UNAVAILABLE, "interrupted", e);
    }
  }

  private JsonNode answer(HttpResponse<String> response) {
    JsonNode document = JsonNodeFactory.instance.objectNode();
    try {
      document = JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      if (response.statusCode() < 300) {
        throw new UserException(
            ExitCode.UNAVAILABLE, "what answers at %s is no etcd-monitor".formatted(address), e);
      }
    }
    int status = response.statusCode();
    if (status < 300) {
      return document;
    }
    String detail = document.path("detail").asText("");
    if (detail.isEmpty() && status == 404) {
      detail =
          "what answers there raises no alerts: monitor needs --alerts-file, and etcd-monitor an API";
    }
    if (status == 401) {
      detail =
          token.isEmpty()
              ? "it wants a token: name the file that holds it with --token-file"
              : "the token in --token-file is not that of its --api-token-file";
    }
    throw new UserException(
        code(status), "%s: %s".formatted(address, detail.isEmpty() ? "answers " + status : detail));
  }

  private static ExitCode code(int status) {
    if (status >= 500) {
      return ExitCode.UNAVAILABLE;
    }
    return status == 401 || status == 403 ? ExitCode.CONFIGURATION : ExitCode.USAGE;
  }

  /** A path with its query. */
  static String path(String path, Map<String, String> query) {
    String text =
        query.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(entry -> entry.getKey() + "=" + encoded(entry.getValue()))
            .collect(Collectors.joining("&"));
    return text.isEmpty() ? path : path + "?" + text;
  }

  static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
