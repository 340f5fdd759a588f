package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.handler.codec.http.DefaultHttpHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipTest {
  private static final String TEXT = "etcd_server_has_leader 1\n".repeat(1_000);
  private static final int LENGTH = TEXT.length();

  private final PageBuffers buffers = new PageBuffers();

  private PageHandler.Page undo(PageHandler.Page page, int maxBytes) {
    return Gzip.undo(page, maxBytes, buffers);
  }

  @Test
  void memoryIsUsedAgainAndWhatWasInItIsNotRead() {
    String large = "x".repeat(100_000);
    PageHandler.Page first = undo(page("gzip", gzip(large)), 1 << 20);
    buffers.give(first.bytes());
    PageHandler.Page second = undo(page("gzip", gzip(TEXT)), 1 << 20);
    assertThat(second.bytes().array()).isSameAs(first.bytes().array());
    assertThat(second.body()).isEqualTo(TEXT);
    assertThat(undo(page("gzip", gzip(TEXT)), 1 << 20).bytes().array())
        .as("that one is still read")
        .isNotSameAs(first.bytes().array());
    buffers.give(second.bytes());
    assertThat(undo(page("gzip", gzip(TEXT)), LENGTH - 1).tooLong()).isTrue();
    assertThat(undo(page("gzip", gzip(large)), 1 << 20).body()).isEqualTo(large);
  }

  @Test
  void aCompressedPageIsReadAsItWas() {
    PageHandler.Page page = undo(page("gzip", gzip(TEXT)), LENGTH);
    assertThat(page.body()).isEqualTo(TEXT);
    assertThat(page.tooLong()).isFalse();
    assertThat(page.status()).isEqualTo(200);
  }

  @Test
  void whatIsNotCompressedStaysAsItIs() {
    PageHandler.Page plain = page("", TEXT.getBytes(StandardCharsets.UTF_8));
    assertThat(undo(plain, 10)).isSameAs(plain);
    PageHandler.Page named = page("identity", TEXT.getBytes(StandardCharsets.UTF_8));
    assertThat(undo(named, 10)).isSameAs(named);
    PageHandler.Page empty = page("gzip", new byte[0]);
    assertThat(undo(empty, 10)).isSameAs(empty);
  }

  @Test
  void lengthCountsExpanded() {
    PageHandler.Page page = undo(page("gzip", gzip(TEXT)), LENGTH - 1);
    assertThat(page.tooLong()).isTrue();
    assertThat(page.bytes().hasRemaining()).isFalse();
  }

  @Test
  void moreThanIsAnnouncedIsReadAllTheSame() {
    byte[] two = Arrays.copyOf(gzip(TEXT), gzip(TEXT).length + gzip("end\n").length);
    System.arraycopy(gzip("end\n"), 0, two, gzip(TEXT).length, gzip("end\n").length);
    assertThat(undo(page("gzip", two), 1 << 20).body()).isEqualTo(TEXT + "end\n");
    assertThat(undo(page("gzip", two), LENGTH + 4).body()).isEqualTo(TEXT + "end\n");
    assertThat(undo(page("gzip", two), LENGTH + 3).tooLong()).isTrue();
  }

  @Test
  void aBombIsNotExpandedFurtherThanAsked() {
    byte[] bomb = gzip("0".repeat(50_000_000));
    assertThat(bomb.length).isLessThan(60_000);
    assertThat(undo(page("gzip", bomb), 1_000).tooLong()).isTrue();
  }

  @Test
  void brokenPagesAreRefused() {
    byte[] whole = gzip(TEXT);
    for (int length : new int[] {1, 3, 9, 17, whole.length / 2, whole.length - 1}) {
      assertThatThrownBy(() -> undo(page("gzip", Arrays.copyOf(whole, length)), 1 << 20))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("gzip is broken");
    }
    whole[whole.length - 6] ^= 1;
    assertThatThrownBy(() -> undo(page("gzip", whole), 1 << 20))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anotherCompressionIsRefused() {
    assertThatThrownBy(() -> undo(page("br", gzip(TEXT)), 1 << 20))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'br'");
  }

  private static PageHandler.Page page(String encoding, byte[] body) {
    DefaultHttpHeaders headers = new DefaultHttpHeaders();
    if (!encoding.isEmpty()) {
      headers.set("Content-Encoding", encoding);
    }
    return new PageHandler.Page(200, headers, ByteBuffer.wrap(body), true, false);
  }

  private static byte[] gzip(String text) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }
}
