package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.scrape.SampleHistory.Column;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;

/** One sample as a row of the history. */
final class HistoryRow {
  private static final double P99 = 0.99;

  private HistoryRow() {}

  static float[] of(MemberSample sample, Optional<SampleDelta> delta) {
    float[] row = new float[Column.values().length];
    Arrays.fill(row, Float.NaN);
    put(row, Column.RESIDENT_MEMORY, sample.value(Series.RESIDENT_MEMORY));
    put(row, Column.OPEN_FDS, sample.value(Series.OPEN_FDS));
    put(row, Column.PENDING_PROPOSALS, sample.value(Series.PENDING));
    put(row, Column.DB_SIZE, sample.value(Series.DB_SIZE));
    put(row, Column.DB_IN_USE, sample.value(Series.DB_IN_USE));
    put(row, Column.WATCHERS, sample.value(Series.WATCHERS));
    OptionalDouble committed = sample.value(Series.COMMITTED);
    OptionalDouble applied = sample.value(Series.APPLIED);
    if (committed.isPresent() && applied.isPresent()) {
      row[Column.APPLY_GAP.ordinal()] =
          (float) Math.max(0, committed.getAsDouble() - applied.getAsDouble());
    }
    delta.ifPresent(d -> {
      rate(row, Column.CPU, d, Series.CPU_SECONDS);
      rate(row, Column.CLIENT_RECEIVED_RATE, d, Series.CLIENT_RECEIVED);
      rate(row, Column.CLIENT_SENT_RATE, d, Series.CLIENT_SENT);
      rate(row, Column.PROPOSAL_RATE, d, Series.COMMITTED);
      put(row, Column.REQUEST_RATE, OptionalDouble.of(d.perSecond(SampleDelta.total(d.handled()))));
      put(row, Column.ERROR_RATE, OptionalDouble.of(d.perSecond(SampleDelta.total(d.errors()))));
      timing(row, Column.WAL_FSYNC_P99, d, Timings.WAL_FSYNC);
      timing(row, Column.BACKEND_COMMIT_P99, d, Timings.BACKEND_COMMIT);
    });
    return row;
  }

  private static void rate(float[] row, Column column, SampleDelta delta, Series series) {
    delta.increase(series).ifPresent(v -> row[column.ordinal()] = (float) delta.perSecond(v));
  }

  private static void timing(float[] row, Column column, SampleDelta delta, Timings timings) {
    delta.histogram(timings).ifPresent(histogram -> put(row, column, histogram.quantile(P99)));
  }

  private static void put(float[] row, Column column, OptionalDouble value) {
    value.ifPresent(v -> row[column.ordinal()] = (float) v);
  }
}
