package io.etcdmonitor.etcd.grpc;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.RangeRequest;
import io.etcdmonitor.etcd.KeyDigest;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * Reads a RangeResponse as digests, a key at a time and only so many. As one message the largest
 * answer that a connection takes could be eight million empty keys, which are 600 MiB.
 *
 * @param most keys to read, and one more, which tells that there are too many
 */
record KeyDigests(int most) implements StreamedAnswer<List<KeyDigest>> {
  /** Fields, by their numbers in etcd's rpc.proto and kv.proto. */
  private static final int KVS = StreamedAnswer.bytes(2);

  private static final int KEY = StreamedAnswer.bytes(1);
  private static final int MOD_REVISION = StreamedAnswer.number(3);
  private static final int VERSION = StreamedAnswer.number(4);
  private static final int VALUE = StreamedAnswer.bytes(5);

  /** The call Range with such an answer. */
  static MethodDescriptor<RangeRequest, List<KeyDigest>> method(int most) {
    return KVGrpc.getRangeMethod().toBuilder(
            ProtoUtils.marshaller(RangeRequest.getDefaultInstance()), new KeyDigests(most))
        .build();
  }

  @Override
  public List<KeyDigest> read(CodedInputStream in) throws IOException {
    List<KeyDigest> digests = new ArrayList<>();
    for (int tag = in.readTag(); tag != 0 && digests.size() <= most; tag = in.readTag()) {
      if (tag == KVS) {
        digests.add(digest(in));
      } else {
        in.skipField(tag);
      }
    }
    return digests;
  }

  private static KeyDigest digest(CodedInputStream in) throws IOException {
    int end = in.pushLimit(in.readRawVarint32());
    ByteString key = ByteString.EMPTY;
    long modRevision = 0;
    long version = 0;
    CRC32C crc = new CRC32C();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (tag == KEY) {
        key = in.readBytes();
      } else if (tag == MOD_REVISION) {
        modRevision = in.readInt64();
      } else if (tag == VERSION) {
        version = in.readInt64();
      } else if (tag == VALUE) {
        crc.update(in.readBytes().asReadOnlyByteBuffer());
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(end);
    return new KeyDigest(key, modRevision, version, crc.getValue());
  }
}
