package io.etcdmonitor.engine.scrape;

import io.etcdmonitor.engine.scrape.SampleHistory.Column;
import io.etcdmonitor.engine.scrape.SampleHistory.Point;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Consecutive samples of one member. When it is full it is packed: column after column, each value
 * as its difference to the one before, for most of them change little or not at all.
 */
final class SampleBlock {
  static final int CAPACITY = 25;

  private static final int COLUMNS = Column.values().length;
  private static final int BYTES = CAPACITY * (COLUMNS + 1) * Short.BYTES;

  private final long start;
  private int size;

  /**
   * The seconds since the start, and after them each column's values: the upper half of
   * single-precision numbers, their whole range to eight bits. Null when packed.
   */
  private short[] open = new short[CAPACITY * (COLUMNS + 1)];

  private byte[] packed;

  /**
   * @param start of its first sample, Unix time
   */
  SampleBlock(long start) {
    this.start = start;
  }

  boolean takes(long second) {
    return size < CAPACITY && second >= start && second - start <= Character.MAX_VALUE;
  }

  void add(long second, float[] row) {
    open[size] = (short) (second - start);
    for (int column = 0; column < COLUMNS; column++) {
      open[at(column, size)] = upperHalf(row[column]);
    }
    size++;
    if (size == CAPACITY) {
      packed = pack(open);
      open = null;
    }
  }

  void collect(Column column, List<Point> points) {
    short[] all = open == null ? unpack(packed) : open;
    for (int i = 0; i < size; i++) {
      float value = Float.intBitsToFloat(all[at(column.ordinal(), i)] << Short.SIZE);
      if (!Float.isNaN(value)) {
        points.add(new Point(Instant.ofEpochSecond(start + (char) all[i]), value));
      }
    }
  }

  /** Bytes of what it holds. */
  int bytes() {
    return open == null ? packed.length : BYTES;
  }

  private static int at(int column, int sample) {
    return (column + 1) * CAPACITY + sample;
  }

  private static short upperHalf(float value) {
    if (Float.isNaN(value)) {
      return (short) (Float.floatToIntBits(Float.NaN) >>> Short.SIZE);
    }
    // Rounded to the nearest.
    return (short) ((Float.floatToIntBits(value) + (1 << (Short.SIZE - 1))) >>> Short.SIZE);
  }

  private static byte[] pack(short[] values) {
    // The upper bytes of all differences and then the lower ones: mostly zeros, and the rest.
    byte[] plain = new byte[BYTES];
    short before = 0;
    for (int i = 0; i < values.length; i++) {
      int difference = values[i] - before;
      plain[i] = (byte) (difference >> Byte.SIZE);
      plain[values.length + i] = (byte) difference;
      before = values[i];
    }
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    ByteArrayOutputStream out = new ByteArrayOutputStream(BYTES);
    try {
      deflater.setInput(plain);
      deflater.finish();
      byte[] buffer = new byte[BYTES];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
    } finally {
      deflater.end();
    }
    return out.toByteArray();
  }

  private static short[] unpack(byte[] packed) {
    byte[] plain = new byte[BYTES];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      int read = inflater.inflate(plain);
      if (read != BYTES) {
        throw new IllegalStateException("a block of samples has %d bytes".formatted(read));
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException("a block of samples cannot be read", e);
    } finally {
      inflater.end();
    }
    short[] values = new short[BYTES / Short.BYTES];
    short before = 0;
    for (int i = 0; i < values.length; i++) {
      int difference = (plain[i] << Byte.SIZE) | (plain[values.length + i] & 0xff);
      before = (short) (before + difference);
      values[i] = before;
    }
    return values;
  }
}
