package io.etcdmonitor.etcd.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.AlarmMember;
import io.etcd.jetcd.api.AlarmResponse;
import io.etcd.jetcd.api.HashKVResponse;
import io.etcd.jetcd.api.Member;
import io.etcd.jetcd.api.MemberListResponse;
import io.etcd.jetcd.api.StatusResponse;
import io.etcdmonitor.etcd.Alarm;
import io.etcdmonitor.etcd.HashKv;
import io.etcdmonitor.etcd.MemberList;
import io.etcdmonitor.etcd.MemberStatus;
import io.etcdmonitor.etcd.OneLine;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * etcd's answers as our records. Fields and values newer than jetcd's messages are read as
 * protobuf's unknown fields, by their numbers in etcd's rpc.proto (3.6).
 */
final class Answers {
  private static final int STATUS_STORAGE_VERSION = 11;
  private static final int STATUS_DB_SIZE_QUOTA = 12;
  private static final int STATUS_DOWNGRADE_INFO = 13;
  private static final int DOWNGRADE_ENABLED = 1;
  private static final int DOWNGRADE_TARGET = 2;
  private static final int HASH_REVISION = 4;
  private static final int AUTH_REVISION = 3;
  private static final int ALARM_NONE = 0;
  private static final int ALARM_NOSPACE = 1;
  private static final int ALARM_CORRUPT = 2;

  private Answers() {}

  static MemberStatus status(StatusResponse answer) {
    Optional<UnknownFieldSet> downgrade = bytes(answer, STATUS_DOWNGRADE_INFO).map(Answers::fields);
    return new MemberStatus(
        hex(answer.getHeader().getClusterId()),
        hex(answer.getHeader().getMemberId()),
        answer.getHeader().getRevision(),
        OneLine.name(answer.getVersion()),
        answer.getDbSize(),
        answer.getDbSizeInUse(),
        answer.getLeader() == 0 ? Optional.empty() : Optional.of(hex(answer.getLeader())),
        answer.getRaftTerm(),
        answer.getRaftIndex(),
        answer.getRaftAppliedIndex(),
        answer.getIsLearner(),
        Bounds.atMost(Bounds.ALARMS, answer.getErrorsList(), "complaints").stream()
            .map(OneLine::name)
            .toList(),
        bytes(answer, STATUS_STORAGE_VERSION)
            .map(ByteString::toStringUtf8)
            .filter(version -> !version.isEmpty())
            .map(OneLine::name),
        // 3.6.0 to 3.6.5 report 0 for a quota that was not set: unknown, not "no space".
        nonzero(number(answer.getUnknownFields(), STATUS_DB_SIZE_QUOTA)),
        downgrade
            .filter(info -> number(info, DOWNGRADE_ENABLED).orElse(0) != 0)
            .flatMap(info -> bytes(info, DOWNGRADE_TARGET))
            .map(ByteString::toStringUtf8)
            .map(OneLine::name));
  }

  static MemberList members(MemberListResponse answer) {
    return new MemberList(
        hex(answer.getHeader().getClusterId()),
        hex(answer.getHeader().getMemberId()),
        Bounds.atMost(Bounds.MEMBERS, answer.getMembersList(), "members").stream()
            .map(Answers::member)
            .toList());
  }

  private static MemberList.Member member(Member member) {
    return new MemberList.Member(
        hex(member.getID()),
        OneLine.name(member.getName()),
        urls(member.getPeerURLsList()),
        urls(member.getClientURLsList()),
        member.getIsLearner());
  }

  private static List<String> urls(List<String> texts) {
    return Bounds.atMost(Bounds.URLS, texts, "URLs of a member").stream()
        .map(url -> OneLine.of(url, OneLine.URL))
        .toList();
  }

  static List<Alarm> alarms(AlarmResponse answer) {
    return Bounds.atMost(Bounds.ALARMS, answer.getAlarmsList(), "alarms").stream()
        .filter(alarm -> alarm.getAlarmValue() != ALARM_NONE)
        .map(alarm -> new Alarm(hex(alarm.getMemberID()), type(alarm)))
        .toList();
  }

  private static String type(AlarmMember alarm) {
    return switch (alarm.getAlarmValue()) {
      case ALARM_NOSPACE -> Alarm.NOSPACE;
      case ALARM_CORRUPT -> Alarm.CORRUPT;
      default -> Integer.toString(alarm.getAlarmValue());
    };
  }

  static HashKv hashKv(HashKVResponse answer) {
    return new HashKv(
        hex(answer.getHeader().getMemberId()),
        Integer.toUnsignedLong(answer.getHash()),
        answer.getCompactRevision(),
        answer.getHeader().getRevision(),
        positive(number(answer.getUnknownFields(), HASH_REVISION)));
  }

  /** The revision of an AuthStatusResponse, which jetcd has no message for. */
  static long authRevision(Message answer) {
    return number(answer.getUnknownFields(), AUTH_REVISION).orElse(0);
  }

  static String hex(long id) {
    return Long.toHexString(id);
  }

  private static OptionalLong positive(OptionalLong number) {
    return number.orElse(0) > 0 ? number : OptionalLong.empty();
  }

  private static OptionalLong nonzero(OptionalLong number) {
    return number.orElse(0) == 0 ? OptionalLong.empty() : number;
  }

  private static OptionalLong number(UnknownFieldSet fields, int number) {
    List<Long> values = fields.getField(number).getVarintList();
    return values.isEmpty() ? OptionalLong.empty() : OptionalLong.of(values.get(values.size() - 1));
  }

  private static Optional<ByteString> bytes(Message answer, int number) {
    return bytes(answer.getUnknownFields(), number);
  }

  private static Optional<ByteString> bytes(UnknownFieldSet fields, int number) {
    List<ByteString> values = fields.getField(number).getLengthDelimitedList();
    return values.isEmpty() ? Optional.empty() : Optional.of(values.get(values.size() - 1));
  }

  private static UnknownFieldSet fields(ByteString message) {
    try {
      return UnknownFieldSet.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      return UnknownFieldSet.getDefaultInstance();
    }
  }
}
