package io.etcdmonitor.etcd.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/**
 * The number of leases in a LeaseLeasesResponse, which jetcd has no message for. None is kept: as
 * unknown fields the largest answer that a connection takes could be millions of objects.
 */
record LeaseCount() implements MethodDescriptor.Marshaller<Long> {
  private static final int LEASES = (2 << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;

  @Override
  public InputStream stream(Long count) {
    throw new UnsupportedOperationException("it is an answer");
  }

  @Override
  public Long parse(InputStream stream) {
    try {
      CodedInputStream in = CodedInputStream.newInstance(stream);
      long count = 0;
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        in.skipField(tag);
        count += tag == LEASES ? 1 : 0;
      }
      return count;
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("the answer cannot be read")
          .withCause(e)
          .asRuntimeException();
    }
  }
}
