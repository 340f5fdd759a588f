package io.etcdmonitor.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ControlServerTest {
  private final List<String> ran = new CopyOnWriteArrayList<>();
  private final ControlServer server =
      ControlServer.start((command, argument) -> {
        if (argument.equals("m9")) {
          throw new IllegalArgumentException("name one of the members");
        }
        ran.add(command + " " + argument);
        return "done";
      });
  private final HttpClient http = HttpClient.newHttpClient();

  @AfterEach
  void stop() {
    http.close();
    server.close();
  }

  private HttpResponse<String> send(String method, String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aPostRunsAWord() throws IOException, InterruptedException {
    assertThat(send("POST", "/stop/m2").body()).isEqualTo("done\n");
    assertThat(send("POST", "/kill-all").statusCode()).isEqualTo(200);
    assertThat(ran).containsExactly("stop m2", "kill-all ");
  }

  @Test
  void whatIsNotPossibleIsSaid() throws IOException, InterruptedException {
    HttpResponse<String> refused = send("POST", "/stop/m9");
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).isEqualTo("name one of the members\n");
  }

  @Test
  void readingShowsTheWordsAndDoesNothing() throws IOException, InterruptedException {
    assertThat(send("GET", "/stop/m2").body()).contains("stop m2", "fill-quota");
    assertThat(ran).isEmpty();
  }

  @Test
  void aWebPageIsRefused() throws IOException, InterruptedException {
    assertThat(send("POST", "/stop/m2", "Origin", "http://example.com").statusCode())
        .isEqualTo(403);
    assertThat(ran).isEmpty();
  }
}
