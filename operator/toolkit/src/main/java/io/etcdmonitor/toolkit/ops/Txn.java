package io.etcdmonitor.toolkit.ops;

import com.google.protobuf.ByteString;
import java.util.List;

/**
 * A transaction: when all comparisons hold, the first list of operations is done, else the second;
 * atomically.
 */
public record Txn(List<Compare> compares, List<Op> success, List<Op> failure) {

  public Txn {
    compares = List.copyOf(compares);
    success = List.copyOf(success);
    failure = List.copyOf(failure);
  }

  /** What is compared. */
  public enum Target {
    VERSION,
    CREATE,
    MOD,
    VALUE,
    LEASE
  }

  /** How. */
  public enum Result {
    EQUAL,
    GREATER,
    LESS,
    NOT_EQUAL
  }

  /**
   * One comparison, of one key or of every key of a range.
   *
   * @param number for all targets but VALUE
   * @param value for VALUE
   */
  public record Compare(Keys keys, Target target, Result result, long number, ByteString value) {
    /** Compares a number of a key. */
    public static Compare number(String key, Target target, Result result, long number) {
      return new Compare(Keys.of(key), target, result, number, ByteString.EMPTY);
    }

    /** Compares the value of a key. */
    public static Compare value(String key, Result result, String value) {
      return new Compare(Keys.of(key), Target.VALUE, result, 0, Bytes.of(value));
    }

    /** Holds when there is no such key. */
    public static Compare absent(String key) {
      return number(key, Target.CREATE, Result.EQUAL, 0);
    }
  }

  /** One operation. */
  public sealed interface Op {
    /** Reads. */
    record Get(Keys keys, GetOptions options) implements Op {}

    /** Writes. */
    record Put(ByteString key, ByteString value, PutOptions options) implements Op {
      /** Writes text. */
      public static Put of(String key, String value) {
        return of(key, value, PutOptions.DEFAULT);
      }

      /** Writes text. */
      public static Put of(String key, String value, PutOptions options) {
        return new Put(Bytes.of(key), Bytes.of(value), options);
      }
    }

    /** Deletes. */
    record Delete(Keys keys, boolean prevKv) implements Op {}
  }
}
