package io.etcdmonitor.app.http;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * One HTTP answer.
 *
 * @param status HTTP status
 * @param contentType media type
 * @param body the bytes; not copied
 */
@SuppressWarnings("ArrayRecordComponent") // made, sent and forgotten; never compared
public record Answer(int status, String contentType, byte[] body) {
  /** Plain text. */
  public static Answer text(int status, String text) {
    return new Answer(status, "text/plain; charset=utf-8", text.getBytes(UTF_8));
  }
}
