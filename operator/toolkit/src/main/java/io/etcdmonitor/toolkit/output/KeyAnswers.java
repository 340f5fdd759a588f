package io.etcdmonitor.toolkit.output;

import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.ops.KeyValue;
import io.etcdmonitor.toolkit.ops.KvResult;
import io.etcdmonitor.toolkit.ops.Watches;
import java.util.ArrayList;
import java.util.List;

/** Answers about keys. */
public final class KeyAnswers {
  private KeyAnswers() {}

  /** {@code get}. */
  public static Answer got(KvResult.Got got, Style style) {
    return any(got, style);
  }

  /** {@code put}. */
  public static Answer put(KvResult.Put put, Style style) {
    return any(put, style);
  }

  /** {@code del}. */
  public static Answer deleted(KvResult.Deleted deleted, Style style) {
    return any(deleted, style);
  }

  /** {@code txn}. */
  public static Answer txn(KvResult.TxnDone txn, Style style) {
    return any(txn, style);
  }

  private static Answer any(KvResult result, Style style) {
    List<String> simple = new ArrayList<>();
    simple(simple, result, style);
    List<String> fields = new ArrayList<>();
    fields(fields, result, style);
    return Answer.of(simple, document(result), fields);
  }

  private static void simple(List<String> lines, KvResult result, Style style) {
    switch (result) {
      case KvResult.Got got -> got.kvs().forEach(kv -> Parts.simple(lines, kv, style));
      case KvResult.Put put -> {
        lines.add("OK");
        put.previous().ifPresent(kv -> Parts.simple(lines, kv, style));
      }
      case KvResult.Deleted deleted -> {
        lines.add(Long.toString(deleted.deleted()));
        deleted.previous().forEach(kv -> Parts.simple(lines, kv, style));
      }
      case KvResult.TxnDone txn -> {
        lines.add(txn.succeeded() ? "SUCCESS" : "FAILURE");
        for (KvResult inner : txn.results()) {
          lines.add("");
          simple(lines, inner, style);
        }
      }
    }
  }

  private static Parts.Document document(KvResult result) {
    Parts.Document document = Parts.under(result.header());
    return switch (result) {
      case KvResult.Got got ->
          document
              .unlessEmpty("kvs", Parts.keyValues(got.kvs()))
              .unlessEmpty("more", got.more())
              .unlessEmpty("count", got.count());
      case KvResult.Put put ->
          document.unlessEmpty("prev_kv", put.previous().map(Parts::keyValue).orElse(null));
      case KvResult.Deleted deleted ->
          document
              .unlessEmpty("deleted", deleted.deleted())
              .unlessEmpty("prev_kvs", Parts.keyValues(deleted.previous()));
      case KvResult.TxnDone txn ->
          document
              .unlessEmpty("succeeded", txn.succeeded())
              .unlessEmpty("responses", txn.results().stream().map(KeyAnswers::response).toList());
    };
  }

  private static Parts.Document response(KvResult inner) {
    String name =
        switch (inner) {
          case KvResult.Got got -> "response_range";
          case KvResult.Put put -> "response_put";
          case KvResult.Deleted deleted -> "response_delete_range";
          case KvResult.TxnDone txn -> "response_txn";
        };
    return Parts.document().with("Response", Parts.document().with(name, document(inner)));
  }

  private static void fields(List<String> lines, KvResult result, Style style) {
    lines.addAll(Parts.headerFields(result.header(), style));
    switch (result) {
      case KvResult.Got got -> {
        got.kvs().forEach(kv -> Parts.keyValueFields(lines, "", kv, style));
        lines.add(Parts.field("More", got.more()));
        lines.add(Parts.field("Count", got.count()));
      }
      case KvResult.Put put ->
          put.previous().ifPresent(kv -> Parts.keyValueFields(lines, "Prev", kv, style));
      case KvResult.Deleted deleted -> {
        lines.add(Parts.field("Deleted", deleted.deleted()));
        deleted.previous().forEach(kv -> Parts.keyValueFields(lines, "Prev", kv, style));
      }
      case KvResult.TxnDone txn -> {
        lines.add(Parts.field("Succeeded", txn.succeeded()));
        txn.results().forEach(inner -> fields(lines, inner, style));
      }
    }
  }

  /** One batch of changes that a watch told of. */
  public static Answer watched(Watches.Batch batch, Style style) {
    List<String> simple = new ArrayList<>();
    List<String> fields = new ArrayList<>(Parts.headerFields(batch.header(), style));
    List<Parts.Document> events = new ArrayList<>();
    for (Watches.Event event : batch.events()) {
      String type = event.deletion() ? "DELETE" : "PUT";
      simple.add(type);
      fields.add(Parts.field("Type", type));
      event.previous().ifPresent(kv -> both(simple, fields, kv, style));
      Parts.simple(simple, event.kv(), style);
      Parts.keyValueFields(fields, "", event.kv(), style);
      events.add(
          Parts.document()
              .unlessEmpty("type", event.deletion() ? 1 : 0)
              .with("kv", Parts.keyValue(event.kv()))
              .unlessEmpty("prev_kv", event.previous().map(Parts::keyValue).orElse(null)));
    }
    Parts.Document document =
        Parts.document()
            .with("Header", Parts.header(batch.header()))
            .with("Events", events)
            .with("CompactRevision", 0)
            .with("Canceled", false)
            .with("Created", false);
    return Answer.of(simple, document, fields);
  }

  private static void both(
      List<String> simple, List<String> fields, KeyValue previous, Style style) {
    Parts.simple(simple, previous, style);
    Parts.keyValueFields(fields, "Prev", previous, style);
  }

  /** A notice of progress. */
  public static String progress(Header header) {
    return "progress notify: " + header.revision();
  }
}
