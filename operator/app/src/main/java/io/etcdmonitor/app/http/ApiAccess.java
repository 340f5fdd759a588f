package io.etcdmonitor.app.http;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use the API. With a token file: whoever sends {@code Authorization: Bearer} and the
 * token. Without one: processes of this host (in Kubernetes: of the pod, and {@code kubectl
 * port-forward}). Requests of a browser's page, and those that a proxy handed on, are not taken for
 * such.
 */
public final class ApiAccess {
  private static final Logger LOG = LoggerFactory.getLogger(ApiAccess.class);
  private static final String BEARER = "Bearer ";

  /** Others of 127.0.0.0/8 are used by the proxies of service meshes. */
  private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1");

  private static final Set<String> LOOPBACK_NAMES = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final List<String> FOREIGN =
      List.of("Origin", "Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "Via");

  private final Optional<Path> tokenFile;

  /**
   * Makes the rule.
   *
   * @param tokenFile read at every request, so that it can be changed
   */
  public ApiAccess(Optional<Path> tokenFile) {
    this.tokenFile = tokenFile;
  }

  /** Why a request is refused; empty when it is not. */
  public Optional<Answer> refuse(Request request) {
    return tokenFile.isPresent() ? byToken(request, tokenFile.get()) : byOrigin(request);
  }

  private static Optional<Answer> byToken(Request request, Path file) {
    String token;
    try {
      token = Files.readString(file).strip();
    } catch (IOException e) {
      LOG.error("The API's token file {} cannot be read: {}", file, e.toString());
      return Optional.of(Answer.problem(503, "the API's token file cannot be read"));
    }
    if (token.isEmpty()) {
      LOG.error("The API's token file {} is empty", file);
      return Optional.of(Answer.problem(503, "the API's token file is empty"));
    }
    String given = request.header("Authorization").orElse("");
    boolean right =
        given.startsWith(BEARER)
            && MessageDigest.isEqual(
                given.substring(BEARER.length()).strip().getBytes(StandardCharsets.UTF_8),
                token.getBytes(StandardCharsets.UTF_8));
    return right
        ? Optional.empty()
        : Optional.of(
            Answer.problem(401, "the request needs the header Authorization: Bearer TOKEN"));
  }

  private static Optional<Answer> byOrigin(Request request) {
    String host = request.header("Host").orElse("").replaceFirst(":\\d+$", "");
    boolean local =
        loopback(request.from())
            && LOOPBACK_NAMES.contains(host)
            && FOREIGN.stream().noneMatch(name -> request.header(name).isPresent());
    return local
        ? Optional.empty()
        : Optional.of(
            Answer.problem(
                403,
                "without a token file (--api-token-file) the API answers this host only, directly"));
  }

  private static boolean loopback(InetAddress from) {
    return LOOPBACK.contains(from.getHostAddress());
  }
}
