package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusResponse;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.MemberStatus;
import org.junit.jupiter.api.Test;

/** Fields and values of etcd 3.6 that jetcd's messages lack, by the numbers of etcd's rpc.proto. */
class AnswersTest {

  private static UnknownFieldSet.Field text(String value) {
    return UnknownFieldSet.Field.newBuilder()
        .addLengthDelimited(ByteString.copyFromUtf8(value))
        .build();
  }

  private static UnknownFieldSet.Field number(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }

  @Test
  void statusOf36() {
    UnknownFieldSet downgrade =
        UnknownFieldSet.newBuilder().addField(1, number(1)).addField(2, text("3.5.0")).build();
    StatusResponse answer =
        StatusResponse.newBuilder()
            .setHeader(ResponseHeader.newBuilder().setMemberId(-1))
            .setLeader(-1)
            .setUnknownFields(
                UnknownFieldSet.newBuilder()
                    .addField(11, text("3.6.0"))
                    .addField(12, number(2L << 30))
                    .addField(
                        13,
                        UnknownFieldSet.Field.newBuilder()
                            .addLengthDelimited(downgrade.toByteString())
                            .build())
                    .build())
            .build();
    MemberStatus status = Answers.status(answer);
    assertThat(status.memberId()).isEqualTo("ffffffffffffffff");
    assertThat(status.leads()).isTrue();
    assertThat(status.storageVersion()).contains("3.6.0");
    assertThat(status.dbSizeQuota()).hasValue(2L << 30);
    assertThat(status.downgradeTarget()).contains("3.5.0");
  }

  @Test
  void whatIsMissingOrZeroIsUnknown() {
    StatusResponse answer =
        StatusResponse.newBuilder()
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(12, number(0)).build())
            .build();
    MemberStatus status = Answers.status(answer);
    assertThat(status.leaderId()).isEmpty();
    assertThat(status.storageVersion()).isEmpty();
    assertThat(status.dbSizeQuota()).isEmpty();
    assertThat(status.downgradeTarget()).isEmpty();
  }

  @Test
  void alarmsOfUnknownTypesAreNumbers() {
    AlarmResponse answer =
        AlarmResponse.newBuilder()
            .addAlarms(AlarmMember.newBuilder().setMemberID(0).setAlarmValue(2))
            .addAlarms(AlarmMember.newBuilder().setMemberID(10).setAlarmValue(7))
            .addAlarms(AlarmMember.newBuilder().setMemberID(11).setAlarm(AlarmType.NONE))
            .build();
    assertThat(Answers.alarms(answer))
        .containsExactly(new Alarm("0", "CORRUPT"), new Alarm("a", "7"));
  }

  @Test
  void hashesAreUnsigned() {
    HashKVResponse answer =
        HashKVResponse.newBuilder()
            .setHash(-1)
            .setCompactRevision(-1)
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(4, number(9)).build())
            .build();
    assertThat(Answers.hashKv(answer).hash()).isEqualTo(0xffffffffL);
    assertThat(Answers.hashKv(answer).compactRevision()).isEqualTo(-1);
    assertThat(Answers.hashKv(answer).hashRevision()).hasValue(9);
  }

  @Test
  void authRevision() {
    Empty answer =
        Empty.newBuilder()
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(3, number(5)).build())
            .build();
    assertThat(Answers.authRevision(answer)).isEqualTo(5);
  }
}
