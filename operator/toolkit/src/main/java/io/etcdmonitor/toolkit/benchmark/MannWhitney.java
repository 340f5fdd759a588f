package io.etcdmonitor.toolkit.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The Mann-Whitney U test: do values of one sample tend to be larger than those of the other? It
 * supposes no normal distribution, so that one bad second does not decide. Two-sided, by the normal
 * approximation with correction for ties and continuity: for samples of eight and more.
 */
final class MannWhitney {
  /** The approximation holds from about here. */
  static final int LEAST = 8;

  private record Ranked(double value, boolean first) {}

  private MannWhitney() {}

  /** How likely so large a difference is if there is none; 1 when all values are equal. */
  static double pValue(double[] a, double[] b) {
    List<Ranked> all = new ArrayList<>();
    for (double value : a) {
      all.add(new Ranked(value, true));
    }
    for (double value : b) {
      all.add(new Ranked(value, false));
    }
    all.sort(Comparator.comparingDouble(Ranked::value));
    double ranks = 0;
    double ties = 0;
    for (int from = 0; from < all.size(); ) {
      int to = from;
      while (to < all.size() && all.get(to).value() == all.get(from).value()) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0;
      for (int i = from; i < to; i++) {
        ranks += all.get(i).first() ? rank : 0;
      }
      double tied = to - from;
      ties += tied * tied * tied - tied;
      from = to;
    }
    double n = a.length;
    double m = b.length;
    double total = n + m;
    double u = ranks - n * (n + 1) / 2;
    double variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)));
    if (variance <= 0) {
      return 1;
    }
    double distance = Math.max(0, Math.abs(u - n * m / 2) - 0.5);
    return Math.min(1, 2 * upperTail(distance / Math.sqrt(variance)));
  }

  /**
   * Of the standard normal distribution, by the expansion of Zelen and Severo (error below 1e-7).
   */
  private static double upperTail(double z) {
    double t = 1 / (1 + 0.2316419 * z);
    double density = Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);
    return density
        * t
        * (0.319381530
            + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  }
}
