package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import com.google.protobuf.Empty;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.etcd.jetcd.api.ResponseHeader;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Calls and fields that etcd has and jetcd's generated messages do not: written and read by field
 * number (etcd's rpc.proto, 3.4 to 3.6).
 */
final class Wire {
  private static final int HEADER = 1;

  private Wire() {}

  /** A unary method whose messages are made of unknown fields. */
  static MethodDescriptor<Empty, Empty> method(String fullName) {
    return MethodDescriptor.<Empty, Empty>newBuilder()
        .setType(MethodDescriptor.MethodType.UNARY)
        .setFullMethodName(fullName)
        .setRequestMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
        .setResponseMarshaller(ProtoUtils.marshaller(Empty.getDefaultInstance()))
        .build();
  }

  static Empty message(UnknownFieldSet fields) {
    return Empty.newBuilder().setUnknownFields(fields).build();
  }

  /** One number; nothing for zero, as proto3 has it. */
  static UnknownFieldSet number(int field, long value) {
    UnknownFieldSet.Builder fields = UnknownFieldSet.newBuilder();
    if (value != 0) {
      fields.addField(field, UnknownFieldSet.Field.newBuilder().addVarint(value).build());
    }
    return fields.build();
  }

  /** One text; nothing for an empty one. */
  static UnknownFieldSet text(int field, String value) {
    return value.isEmpty()
        ? UnknownFieldSet.getDefaultInstance()
        : bytes(field, ByteString.copyFrom(value, StandardCharsets.UTF_8));
  }

  /** Bytes or a message. */
  static UnknownFieldSet bytes(int field, ByteString value) {
    return UnknownFieldSet.newBuilder()
        .addField(field, UnknownFieldSet.Field.newBuilder().addLengthDelimited(value).build())
        .build();
  }

  static UnknownFieldSet both(UnknownFieldSet one, UnknownFieldSet other) {
    return UnknownFieldSet.newBuilder(one).mergeFrom(other).build();
  }

  /** Zero when it is not there. */
  static long number(Message message, int field) {
    return number(message.getUnknownFields(), field);
  }

  static long number(UnknownFieldSet fields, int field) {
    List<Long> values = fields.getField(field).getVarintList();
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }

  static Optional<ByteString> bytes(Message message, int field) {
    return bytes(message.getUnknownFields(), field);
  }

  static Optional<ByteString> bytes(UnknownFieldSet fields, int field) {
    return fields.getField(field).getLengthDelimitedList().stream().reduce((a, b) -> b);
  }

  static String text(Message message, int field) {
    return bytes(message, field).map(ByteString::toStringUtf8).orElse("");
  }

  static List<UnknownFieldSet> messages(Message message, int field) {
    return message.getUnknownFields().getField(field).getLengthDelimitedList().stream()
        .map(Wire::fields)
        .toList();
  }

  static UnknownFieldSet fields(ByteString message) {
    try {
      return UnknownFieldSet.parseFrom(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("etcd's answer cannot be read", e);
    }
  }

  /** The header, which every answer holds as its first field. */
  static Header header(Message answer) {
    return bytes(answer, HEADER)
        .map(bytes -> {
          try {
            return Messages.header(ResponseHeader.parseFrom(bytes));
          } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("etcd's answer cannot be read", e);
          }
        })
        .orElse(new Header(0, 0, 0, 0));
  }
}
