package io.etcdmonitor.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;

/**
 * One HTTP answer.
 *
 * @param status HTTP status
 * @param contentType media type
 * @param body the bytes; not copied
 * @param gzipped whether the body is compressed; a client that does not take that gets it plain
 */
@SuppressWarnings("ArrayRecordComponent") // made, sent and forgotten; never compared
public record Answer(int status, String contentType, byte[] body, boolean gzipped) {
  /** One whose body is as it is to arrive. */
  public Answer(int status, String contentType, byte[] body) {
    this(status, contentType, body, false);
  }

  /** The body as a client without compression gets it. */
  public InputStream plain() {
    InputStream bytes = new ByteArrayInputStream(body);
    try {
      return gzipped ? new GZIPInputStream(bytes) : bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  /** Plain text. */
  public static Answer text(int status, String text) {
    return new Answer(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }

  /** A document. */
  public static Answer json(int status, JsonNode document) {
    return new Answer(status, "application/json", document.toString().getBytes(UTF_8));
  }

  /** What went wrong, as RFC 9457 has it. */
  public static Answer problem(int status, String detail) {
    String body =
        JsonNodeFactory.instance
            .objectNode()
            .put("status", status)
            .put("detail", detail)
            .toString();
    return new Answer(status, "application/problem+json", body.getBytes(UTF_8));
  }
}
