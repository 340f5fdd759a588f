package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import io.etcd.jetcd.api.Compare;
import io.etcd.jetcd.api.DeleteRangeRequest;
import io.etcd.jetcd.api.DeleteRangeResponse;
import io.etcd.jetcd.api.PutRequest;
import io.etcd.jetcd.api.PutResponse;
import io.etcd.jetcd.api.RangeRequest;
import io.etcd.jetcd.api.RangeResponse;
import io.etcd.jetcd.api.RequestOp;
import io.etcd.jetcd.api.ResponseHeader;
import io.etcd.jetcd.api.ResponseOp;
import io.etcd.jetcd.api.TxnRequest;
import io.etcd.jetcd.api.TxnResponse;
import java.util.List;
import java.util.Optional;

/** Between our records and etcd's messages about keys. */
final class Messages {
  private static final int COMPARE_LEASE_TARGET = 4;
  private static final int COMPARE_LEASE_FIELD = 8;

  private Messages() {}

  static Header header(ResponseHeader header) {
    return new Header(
        header.getClusterId(), header.getMemberId(), header.getRevision(), header.getRaftTerm());
  }

  static KeyValue keyValue(io.etcd.jetcd.api.KeyValue kv) {
    return new KeyValue(
        kv.getKey(),
        kv.getValue(),
        kv.getCreateRevision(),
        kv.getModRevision(),
        kv.getVersion(),
        kv.getLease());
  }

  private static List<KeyValue> keyValues(List<io.etcd.jetcd.api.KeyValue> kvs) {
    return kvs.stream().map(Messages::keyValue).toList();
  }

  static RangeRequest range(Keys keys, GetOptions options) {
    return RangeRequest.newBuilder()
        .setKey(keys.key())
        .setRangeEnd(keys.end())
        .setLimit(options.limit())
        .setRevision(options.revision())
        .setSortOrder(RangeRequest.SortOrder.valueOf(options.order().name()))
        .setSortTarget(RangeRequest.SortTarget.valueOf(options.sortBy().name()))
        .setSerializable(options.serializable())
        .setKeysOnly(options.keysOnly())
        .setCountOnly(options.countOnly())
        .setMinCreateRevision(options.bounds().minCreate())
        .setMaxCreateRevision(options.bounds().maxCreate())
        .setMinModRevision(options.bounds().minMod())
        .setMaxModRevision(options.bounds().maxMod())
        .build();
  }

  static KvResult.Got got(RangeResponse answer) {
    return new KvResult.Got(
        header(answer.getHeader()),
        keyValues(answer.getKvsList()),
        answer.getMore(),
        answer.getCount());
  }

  static PutRequest put(ByteString key, ByteString value, PutOptions options) {
    return PutRequest.newBuilder()
        .setKey(key)
        .setValue(value)
        .setLease(options.lease())
        .setPrevKv(options.prevKv())
        .setIgnoreValue(options.ignoreValue())
        .setIgnoreLease(options.ignoreLease())
        .build();
  }

  static KvResult.Put put(PutResponse answer) {
    return new KvResult.Put(
        header(answer.getHeader()),
        answer.hasPrevKv() ? Optional.of(keyValue(answer.getPrevKv())) : Optional.empty());
  }

  static DeleteRangeRequest delete(Keys keys, boolean prevKv) {
    return DeleteRangeRequest.newBuilder()
        .setKey(keys.key())
        .setRangeEnd(keys.end())
        .setPrevKv(prevKv)
        .build();
  }

  static KvResult.Deleted deleted(DeleteRangeResponse answer) {
    return new KvResult.Deleted(
        header(answer.getHeader()), answer.getDeleted(), keyValues(answer.getPrevKvsList()));
  }

  static TxnRequest txn(Txn txn) {
    return TxnRequest.newBuilder()
        .addAllCompare(txn.compares().stream().map(Messages::compare).toList())
        .addAllSuccess(txn.success().stream().map(Messages::op).toList())
        .addAllFailure(txn.failure().stream().map(Messages::op).toList())
        .build();
  }

  private static Compare compare(Txn.Compare compare) {
    Compare.Builder built =
        Compare.newBuilder()
            .setKey(compare.keys().key())
            .setRangeEnd(compare.keys().end())
            .setResult(Compare.CompareResult.valueOf(compare.result().name()));
    return switch (compare.target()) {
      case VERSION ->
          built.setTarget(Compare.CompareTarget.VERSION).setVersion(compare.number()).build();
      case CREATE ->
          built.setTarget(Compare.CompareTarget.CREATE).setCreateRevision(compare.number()).build();
      case MOD ->
          built.setTarget(Compare.CompareTarget.MOD).setModRevision(compare.number()).build();
      case VALUE -> built.setTarget(Compare.CompareTarget.VALUE).setValue(compare.value()).build();
      // jetcd's messages lack the comparison of leases; etcd has it since 3.3.
      case LEASE ->
          built
              .setTargetValue(COMPARE_LEASE_TARGET)
              .setUnknownFields(Wire.number(COMPARE_LEASE_FIELD, compare.number()))
              .build();
    };
  }

  private static RequestOp op(Txn.Op op) {
    RequestOp.Builder built = RequestOp.newBuilder();
    return switch (op) {
      case Txn.Op.Get get -> built.setRequestRange(range(get.keys(), get.options())).build();
      case Txn.Op.Put put ->
          built.setRequestPut(put(put.key(), put.value(), put.options())).build();
      case Txn.Op.Delete delete ->
          built.setRequestDeleteRange(delete(delete.keys(), delete.prevKv())).build();
    };
  }

  static KvResult.TxnDone done(TxnResponse answer) {
    return new KvResult.TxnDone(
        header(answer.getHeader()),
        answer.getSucceeded(),
        answer.getResponsesList().stream().map(Messages::result).toList());
  }

  private static KvResult result(ResponseOp op) {
    return switch (op.getResponseCase()) {
      case RESPONSE_RANGE -> got(op.getResponseRange());
      case RESPONSE_PUT -> put(op.getResponsePut());
      case RESPONSE_DELETE_RANGE -> deleted(op.getResponseDeleteRange());
      case RESPONSE_TXN -> done(op.getResponseTxn());
      case RESPONSE_NOT_SET -> throw new IllegalStateException("etcd answered an empty operation");
    };
  }
}
