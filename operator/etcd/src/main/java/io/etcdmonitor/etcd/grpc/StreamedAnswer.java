package io.etcdmonitor.etcd.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.grpc.MethodDescriptor;
import io.grpc.Status;
import java.io.IOException;
import java.io.InputStream;

/**
 * An answer that is read field by field and never held as one message: as such the largest that a
 * connection takes could be hundreds of MiB of objects.
 */
interface StreamedAnswer<T> extends MethodDescriptor.Marshaller<T> {

  /** What is wanted of the answer. */
  T read(CodedInputStream in) throws IOException;

  @Override
  default T parse(InputStream stream) {
    try {
      return read(CodedInputStream.newInstance(stream));
    } catch (IOException e) {
      throw Status.INTERNAL
          .withDescription("the answer cannot be read")
          .withCause(e)
          .asRuntimeException();
    }
  }

  @Override
  default InputStream stream(T answer) {
    throw new UnsupportedOperationException("it is an answer");
  }

  /** The tag of a field that holds bytes, a text or a message. */
  static int bytes(int field) {
    return (field << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED;
  }

  /** The tag of a field that holds an integer. */
  static int number(int field) {
    return (field << 3) | WireFormat.WIRETYPE_VARINT;
  }
}
