package io.etcdmonitor.toolkit.ops;

/**
 * How a key is written.
 *
 * @param lease the lease it lives by; 0 is none
 * @param prevKv answer what it was before
 * @param ignoreValue keep its value (it must exist, and none may be given)
 * @param ignoreLease keep its lease (it must exist, and none may be given)
 */
public record PutOptions(long lease, boolean prevKv, boolean ignoreValue, boolean ignoreLease) {
  /** No lease, nothing special. */
  public static final PutOptions DEFAULT = new PutOptions(0, false, false, false);

  public PutOptions withLease(long id) {
    return new PutOptions(id, prevKv, ignoreValue, ignoreLease);
  }

  public PutOptions withPrevKv() {
    return new PutOptions(lease, true, ignoreValue, ignoreLease);
  }
}
