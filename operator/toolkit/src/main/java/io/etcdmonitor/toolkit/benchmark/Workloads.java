package io.etcdmonitor.toolkit.benchmark;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.KVGrpc;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import io.etcdmonitor.toolkit.ops.Keys;
import io.grpc.MethodDescriptor;
import java.util.SplittableRandom;

/** The calls of each kind of benchmark. */
final class Workloads {
  private static final MethodDescriptor<PutRequest, PutResponse> PUT = KVGrpc.getPutMethod();
  private static final MethodDescriptor<RangeRequest, RangeResponse> RANGE =
      KVGrpc.getRangeMethod();
  private static final MethodDescriptor<DeleteRangeRequest, DeleteRangeResponse> DELETE =
      KVGrpc.getDeleteRangeMethod();
  private static final MethodDescriptor<TxnRequest, TxnResponse> TXN = KVGrpc.getTxnMethod();

  private final BenchmarkOptions options;
  private final KeyMaker keys;
  private final ByteString value;

  Workloads(BenchmarkOptions options, KeyMaker keys) {
    this.options = options;
    this.keys = keys;
    byte[] bytes = new byte[options.data().valueSize()];
    new SplittableRandom(options.data().seed()).nextBytes(bytes);
    this.value = ByteString.copyFrom(bytes);
  }

  /** Writes every key once. */
  Workload populate() {
    return (random, number) -> put(number);
  }

  /** What is measured; watch and lease have their own ways. */
  Workload measured() {
    return switch (options.kind()) {
      case WRITE -> (random, number) -> put(pick(random, number));
      case READ -> (random, number) -> read(pick(random, number));
      case MIXED ->
          (random, number) ->
              random.nextInt(100) < options.shape().readPercent()
                  ? read(pick(random, number))
                  : put(pick(random, number));
      case RANGE -> (random, number) -> range(pick(random, number));
      case DELETE -> (random, number) -> delete(number);
      case TXN -> this::txn;
      case WATCH, LEASE ->
          throw new IllegalArgumentException(options.kind() + " makes no calls of this sort");
    };
  }

  private long pick(SplittableRandom random, long number) {
    long space = options.data().keySpace();
    return options.data().sequential() ? number % space : random.nextLong(space);
  }

  private Request<?, ?> put(long number) {
    return Request.of(Operation.PUT, PUT, putRequest(keys.key(number), value));
  }

  static PutRequest putRequest(ByteString key, ByteString value) {
    return PutRequest.newBuilder().setKey(key).setValue(value).build();
  }

  private Request<?, ?> read(long number) {
    return new Request<>(
        Operation.READ,
        RANGE,
        RangeRequest.newBuilder()
            .setKey(keys.key(number))
            .setSerializable(options.shape().serializable())
            .build(),
        answer -> answer.getKvsCount() == 1);
  }

  private Request<?, ?> range(long from) {
    return new Request<>(
        Operation.RANGE,
        RANGE,
        RangeRequest.newBuilder()
            .setKey(keys.key(from))
            .setRangeEnd(Keys.prefix(keys.prefix()).end())
            .setLimit(options.shape().limit())
            .setSerializable(options.shape().serializable())
            .build(),
        answer -> answer.getKvsCount() > 0);
  }

  private Request<?, ?> delete(long number) {
    return new Request<>(
        Operation.DELETE,
        DELETE,
        DeleteRangeRequest.newBuilder().setKey(keys.key(number)).build(),
        answer -> answer.getDeleted() == 1);
  }

  private Request<?, ?> txn(SplittableRandom random, long number) {
    TxnRequest.Builder txn = TxnRequest.newBuilder();
    int operations = options.shape().txnOperations();
    long first = pick(random, number * operations);
    for (int i = 0; i < operations; i++) {
      // One key may be put once only in a transaction: they follow each other.
      long key = (first + i) % Math.max(operations, options.data().keySpace());
      txn.addSuccess(RequestOp.newBuilder().setRequestPut(putRequest(keys.key(key), value)));
    }
    return Request.of(Operation.TXN, TXN, txn.build());
  }
}
