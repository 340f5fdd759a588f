package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class LeaseCountTest {
  private static final LeaseCount COUNT = new LeaseCount();

  @Test
  void leasesAreCountedAndNothingElse() {
    ByteString lease = ByteString.copyFrom(new byte[] {8, 42});
    UnknownFieldSet answer =
        UnknownFieldSet.newBuilder()
            .addField(
                1, UnknownFieldSet.Field.newBuilder().addLengthDelimited(ByteString.EMPTY).build())
            .addField(
                2,
                UnknownFieldSet.Field.newBuilder()
                    .addLengthDelimited(lease)
                    .addLengthDelimited(lease)
                    .addLengthDelimited(lease)
                    .build())
            .build();
    assertThat(COUNT.parse(new ByteArrayInputStream(answer.toByteArray()))).isEqualTo(3);
    assertThat(COUNT.parse(InputStream.nullInputStream())).isZero();
  }

  @Test
  void whatIsCutIsNoAnswer() {
    assertThatExceptionOfType(StatusRuntimeException.class)
        .isThrownBy(() -> COUNT.parse(new ByteArrayInputStream(new byte[] {18, 9, 8})));
  }

  /** As objects they were hundreds of MiB. */
  @Test
  void whoSendsMillionsCostsNoMemory() {
    byte[] leases = new byte[16 << 20];
    for (int i = 0; i < leases.length; i += 2) {
      leases[i] = 18;
    }
    InputStream endless = new ByteArrayInputStream(leases);
    var bean =
        (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
    long before = bean.getCurrentThreadAllocatedBytes();
    assertThat(COUNT.parse(endless)).isEqualTo((16 << 20) / 2);
    assertThat(bean.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
  }
}
