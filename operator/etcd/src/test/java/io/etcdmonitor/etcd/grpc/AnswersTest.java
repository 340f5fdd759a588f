package io.etcdmonitor.etcd.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.AlarmType;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.StatusResponse;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.OneLine;
import java.util.stream.IntStream;
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
  void aDisabledQuotaIsNotUnknown() {
    StatusResponse answer =
        StatusResponse.newBuilder()
            .setUnknownFields(UnknownFieldSet.newBuilder().addField(12, number(-1)).build())
            .build();
    assertThat(Answers.status(answer).dbSizeQuota()).hasValue(-1);
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
  void whatIsWrittenByServersStaysInItsLine() {
    StatusResponse status =
        StatusResponse.newBuilder()
            .setVersion("3.5.0\n2026-11-21T03:00:00Z ERROR forged\u001b[2J")
            .addErrors("a\r\nb")
            .build();
    assertThat(Answers.status(status).version())
        .isEqualTo("3.5.0 2026-11-21T03:00:00Z ERROR forged [2J");
    assertThat(Answers.status(status).errors()).containsExactly("a  b");
    MemberListResponse list =
        MemberListResponse.newBuilder()
            .addMembers(
                Member.newBuilder()
                    .setName("m1\u202e" + "x".repeat(1 << 20))
                    .addClientURLs("http://a\u009b31m:2379"))
            .build();
    assertThat(Answers.members(list).members())
        .singleElement()
        .satisfies(m -> {
          assertThat(m.name()).startsWith("m1 x").hasSize(OneLine.NAME);
          assertThat(m.clientUrls()).containsExactly("http://a 31m:2379");
        });
  }

  @Test
  void aListThatNoClusterHasIsNoAnswer() {
    MemberListResponse.Builder list = MemberListResponse.newBuilder();
    IntStream.range(0, Bounds.MEMBERS)
        .forEach(i -> list.addMembers(Member.newBuilder().setID(i + 1)));
    assertThat(Answers.members(list.build()).members()).hasSize(Bounds.MEMBERS);
    list.addMembers(Member.newBuilder().setID(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Answers.members(list.build()))
        .withMessage("it has 129 members, more than 128");
    Member.Builder member = Member.newBuilder();
    IntStream.rangeClosed(0, Bounds.URLS).forEach(i -> member.addClientURLs("http://a:" + i));
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> Answers.members(MemberListResponse.newBuilder().addMembers(member).build()))
        .withMessageContaining("URLs of a member");
    AlarmResponse.Builder alarms = AlarmResponse.newBuilder();
    IntStream.rangeClosed(0, Bounds.ALARMS)
        .forEach(i ->
            alarms.addAlarms(AlarmMember.newBuilder().setAlarm(AlarmType.NOSPACE).setMemberID(i)));
    assertThatIllegalArgumentException().isThrownBy(() -> Answers.alarms(alarms.build()));
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
