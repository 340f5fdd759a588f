package io.etcdmonitor.toolkit.ops;

/**
 * How keys are read. Start from {@link #DEFAULT} and change what is needed.
 *
 * @param limit at most so many keys; 0 is no limit
 * @param revision read at this revision; 0 is now
 * @param order ascending or descending; NONE is the store's order (ascending by key)
 * @param sortBy what to sort by
 * @param serializable answered by one member without quorum: may be stale
 * @param keysOnly without values
 * @param countOnly only their number
 * @param bounds which revisions of creation and change
 */
public record GetOptions(
    long limit,
    long revision,
    Order order,
    SortBy sortBy,
    boolean serializable,
    boolean keysOnly,
    boolean countOnly,
    Bounds bounds) {

  /** Linearizable, everything, now. */
  public static final GetOptions DEFAULT =
      new GetOptions(0, 0, Order.NONE, SortBy.KEY, false, false, false, Bounds.NONE);

  /** Direction. */
  public enum Order {
    NONE,
    ASCEND,
    DESCEND
  }

  /** What is compared. */
  public enum SortBy {
    KEY,
    VERSION,
    CREATE,
    MOD,
    VALUE
  }

  /** Only keys whose revisions lie within, inclusive; 0 is unbounded. */
  public record Bounds(long minCreate, long maxCreate, long minMod, long maxMod) {
    /** Every key. */
    public static final Bounds NONE = new Bounds(0, 0, 0, 0);
  }

  public GetOptions withLimit(long keys) {
    return new GetOptions(keys, revision, order, sortBy, serializable, keysOnly, countOnly, bounds);
  }

  public GetOptions withRevision(long at) {
    return new GetOptions(limit, at, order, sortBy, serializable, keysOnly, countOnly, bounds);
  }

  public GetOptions sorted(Order direction, SortBy by) {
    return new GetOptions(
        limit, revision, direction, by, serializable, keysOnly, countOnly, bounds);
  }

  public GetOptions asSerializable() {
    return new GetOptions(limit, revision, order, sortBy, true, keysOnly, countOnly, bounds);
  }

  public GetOptions withKeysOnly() {
    return new GetOptions(limit, revision, order, sortBy, serializable, true, countOnly, bounds);
  }

  public GetOptions withCountOnly() {
    return new GetOptions(limit, revision, order, sortBy, serializable, keysOnly, true, bounds);
  }

  public GetOptions within(Bounds revisions) {
    return new GetOptions(
        limit, revision, order, sortBy, serializable, keysOnly, countOnly, revisions);
  }
}
