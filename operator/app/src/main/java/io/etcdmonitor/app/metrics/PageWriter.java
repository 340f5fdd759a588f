package io.etcdmonitor.app.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Iterator;

/**
 * Writes a page in parts, so that the library's objects exist for one part at a time. Each part is
 * a document of the library's own writer. What that ends every document with is left out of all but
 * the last, and the comments (type and help) of all but a family's first.
 */
final class PageWriter {
  private final ExpositionFormatWriter format;
  private final OutputStream page;
  private final Part part = new Part();

  /** How long a document without rows is: {@code # EOF} in OpenMetrics. */
  private final int end;

  PageWriter(ExpositionFormatWriter format, OutputStream page) throws IOException {
    this.format = format;
    this.page = page;
    format.write(part, MetricSnapshots.of());
    end = part.size();
  }

  void family(FamilyRows rows) throws IOException {
    boolean first = true;
    for (Iterator<MetricSnapshot> blocks = rows.blocks().iterator(); blocks.hasNext(); ) {
      part.reset();
      format.write(part, MetricSnapshots.of(blocks.next()));
      part.writeTo(page, first, end);
      first = false;
    }
  }

  /** The last part, whose families come after the others, and the end of the page. */
  void last(MetricSnapshots families) throws IOException {
    format.write(page, families);
  }

  private static final class Part extends ByteArrayOutputStream {
    private Part() {
      super(64 << 10);
    }

    private void writeTo(OutputStream page, boolean withComments, int end) throws IOException {
      int from = withComments ? 0 : comments();
      page.write(buf, from, count - end - from);
    }

    /** How many bytes the lines take that a document begins with and that are no rows. */
    private int comments() {
      int at = 0;
      while (at < count && buf[at] == '#') {
        while (buf[at++] != '\n') {
          // To the next line.
        }
      }
      return at;
    }
  }
}
