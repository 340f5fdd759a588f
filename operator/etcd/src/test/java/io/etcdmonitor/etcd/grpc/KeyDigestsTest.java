package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.KeyValue;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcdmonitor.etcd.KeyDigest;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class KeyDigestsTest {
  private static List<KeyDigest> read(int most, byte[] answer) {
    return new KeyDigests(most).parse(new ByteArrayInputStream(answer));
  }

  private static KeyValue key(String name) {
    return KeyValue.newBuilder()
        .setKey(ByteString.copyFromUtf8(name))
        .setValue(ByteString.copyFromUtf8("value of " + name))
        .setCreateRevision(3)
        .setModRevision(1L << 40)
        .setVersion(7)
        .setLease(-1)
        .build();
  }

  @Test
  void keysAreReadAsTheMessageHasThem() {
    RangeResponse answer =
        RangeResponse.newBuilder()
            .setHeader(ResponseHeader.newBuilder().setRevision(9))
            .addKvs(key("a"))
            .addKvs(KeyValue.getDefaultInstance())
            .setMore(true)
            .setCount(5)
            .build();
    CRC32C crc = new CRC32C();
    crc.update("value of a".getBytes(StandardCharsets.UTF_8));
    assertThat(read(2, answer.toByteArray()))
        .containsExactly(
            new KeyDigest(ByteString.copyFromUtf8("a"), 1L << 40, 7, crc.getValue()),
            new KeyDigest(ByteString.EMPTY, 0, 0, 0));
  }

  @Test
  void oneMoreThanWasAskedForIsEnoughToKnow() {
    RangeResponse.Builder answer = RangeResponse.newBuilder();
    IntStream.range(0, 100).forEach(i -> answer.addKvs(key("k" + i)));
    assertThat(read(2, answer.build().toByteArray())).hasSize(3);
  }

  @Test
  void whatIsCutIsNoAnswer() {
    byte[] whole = RangeResponse.newBuilder().addKvs(key("a")).build().toByteArray();
    byte[] cut = java.util.Arrays.copyOf(whole, whole.length - 2);
    assertThatExceptionOfType(StatusRuntimeException.class).isThrownBy(() -> read(2, cut));
  }
}
