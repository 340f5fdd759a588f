package io.etcdmonitor.etcd.grpc;

import com.google.protobuf.CodedInputStream;
import java.io.IOException;

/** The number of leases in a LeaseLeasesResponse, which jetcd has no message for. */
record LeaseCount() implements StreamedAnswer<Long> {
  private static final int LEASES = StreamedAnswer.bytes(2);

  @Override
  public Long read(CodedInputStream in) throws IOException {
    long count = 0;
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      in.skipField(tag);
      count += tag == LEASES ? 1 : 0;
    }
    return count;
  }
}
