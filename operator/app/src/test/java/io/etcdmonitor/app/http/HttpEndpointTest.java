package io.etcdmonitor.app.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.etcdmonitor.app.ExitCode;
import io.etcdmonitor.app.UserException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpEndpointTest {
  private static final String LONG = "0123456789".repeat(1_000);

  private final HttpEndpoint endpoint =
      HttpEndpoint.start(
          "127.0.0.1",
          0,
          Map.of(
              "/good", accept -> Answer.text(200, "asked for " + accept),
              "/long", accept -> Answer.text(200, LONG),
              "/bad",
                  accept -> {
                    throw new IllegalStateException("a page that fails");
                  }));
  private final HttpClient client = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    client.close();
    endpoint.close();
  }

  @Test
  void aPageSeesWhatIsAccepted() throws Exception {
    HttpResponse<String> answer =
        client.send(request("/good").header("Accept", "text/x").build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo("asked for text/x");
  }

  @Test
  void otherPathsAndMethodsAreRefused() throws Exception {
    assertThat(client.send(request("/else").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(404);
    assertThat(client.send(request("/good/").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(404);
    HttpResponse<String> post =
        client.send(
            request("/good").POST(BodyPublishers.ofString("x")).build(), BodyHandlers.ofString());
    assertThat(post.statusCode()).isEqualTo(405);
    assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
  }

  @Test
  void headHasNoBody() throws Exception {
    HttpResponse<String> answer =
        client.send(request("/good").HEAD().build(), BodyHandlers.ofString());

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).isEmpty();
  }

  @Test
  void longPagesAreCompressedForThoseWhoTakeThat() throws Exception {
    HttpResponse<byte[]> answer =
        client.send(
            request("/long").header("Accept-Encoding", "gzip").build(), BodyHandlers.ofByteArray());

    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    assertThat(unzip(answer.body())).isEqualTo(LONG);
    assertThat(client.send(request("/long").build(), BodyHandlers.ofString()).body())
        .isEqualTo(LONG);
  }

  @Test
  void aPageThatFailsIsA500AndTheServerGoesOn() throws Exception {
    assertThat(client.send(request("/bad").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(500);
    assertThat(client.send(request("/good").build(), BodyHandlers.ofString()).statusCode())
        .isEqualTo(200);
  }

  @Test
  void aPortThatIsTakenIsOneSentence() {
    assertThatThrownBy(() -> HttpEndpoint.start("127.0.0.1", endpoint.port(), Map.of()))
        .isInstanceOf(UserException.class)
        .hasMessageContaining("cannot listen on 127.0.0.1:" + endpoint.port())
        .hasMessageContaining("--api-port")
        .extracting(e -> ((UserException) e).exitCode())
        .isEqualTo(ExitCode.UNAVAILABLE);
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + path));
  }

  private static String unzip(byte[] bytes) throws IOException {
    try (var in = new GZIPInputStream(new java.io.ByteArrayInputStream(bytes))) {
      return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }
  }
}
