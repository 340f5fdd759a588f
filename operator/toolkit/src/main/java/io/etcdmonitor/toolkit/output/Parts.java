package io.etcdmonitor.toolkit.output;

import com.google.protobuf.ByteString;
import io.etcdmonitor.toolkit.ops.Bytes;
import io.etcdmonitor.toolkit.ops.Header;
import io.etcdmonitor.toolkit.ops.Ids;
import io.etcdmonitor.toolkit.ops.KeyValue;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;

/** Pieces that several answers are made of. */
final class Parts {
  private Parts() {}

  /** A document that leaves out what Go's {@code omitempty} leaves out. */
  static final class Document extends LinkedHashMap<String, Object> {
    private static final long serialVersionUID = 1L;

    Document with(String name, Object value) {
      put(name, value);
      return this;
    }

    Document unlessEmpty(String name, Object value) {
      boolean empty =
          value == null
              || (value instanceof Number number && number.longValue() == 0)
              || (value instanceof Boolean bool && !bool)
              || (value instanceof CharSequence text && text.isEmpty())
              || (value instanceof Collection<?> items && items.isEmpty());
      if (!empty) {
        put(name, value);
      }
      return this;
    }
  }

  static Document document() {
    return new Document();
  }

  static Document header(Header header) {
    return flat(document(), header);
  }

  /** The header's fields among others, as in the answers about leases. */
  static Document flat(Document document, Header header) {
    return document
        .unlessEmpty("cluster_id", unsigned(header.clusterId()))
        .unlessEmpty("member_id", unsigned(header.memberId()))
        .unlessEmpty("revision", header.revision())
        .unlessEmpty("raft_term", unsigned(header.raftTerm()));
  }

  private static Object unsigned(long id) {
    return id == 0 ? null : Go.unsigned(id);
  }

  /** {@code {"header": {...}}}. */
  static Document under(Header header) {
    return document().with("header", header(header));
  }

  static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  static Document keyValue(KeyValue kv) {
    return document()
        .unlessEmpty("key", base64(kv.key()))
        .unlessEmpty("create_revision", kv.createRevision())
        .unlessEmpty("mod_revision", kv.modRevision())
        .unlessEmpty("version", kv.version())
        .unlessEmpty("value", base64(kv.value()))
        .unlessEmpty("lease", kv.lease());
  }

  static List<Document> keyValues(List<KeyValue> kvs) {
    return kvs.stream().map(Parts::keyValue).toList();
  }

  static List<String> headerFields(Header header, Style style) {
    List<String> lines = new ArrayList<>();
    lines.add(field("ClusterID", id(header.clusterId(), style)));
    lines.add(field("MemberID", id(header.memberId(), style)));
    if (header.revision() > 0) {
      lines.add(field("Revision", header.revision()));
    }
    lines.add(field("RaftTerm", Long.toUnsignedString(header.raftTerm())));
    return lines;
  }

  static String id(long id, Style style) {
    return style.hex() ? Ids.hex(id) : Long.toUnsignedString(id);
  }

  static String leaseId(long id, Style style) {
    return style.hex() ? Go.lease(id) : Long.toString(id);
  }

  static String field(String name, Object value) {
    return "\"" + name + "\" : " + value;
  }

  static void keyValueFields(List<String> lines, String prefix, KeyValue kv, Style style) {
    lines.add(field(prefix + "Key", Go.quoted(kv.key())));
    lines.add(field(prefix + "CreateRevision", kv.createRevision()));
    lines.add(field(prefix + "ModRevision", kv.modRevision()));
    lines.add(field(prefix + "Version", kv.version()));
    lines.add(field(prefix + "Value", Go.quoted(kv.value())));
    lines.add(field(prefix + "Lease", leaseId(kv.lease(), style)));
  }

  static void simple(List<String> lines, KeyValue kv, Style style) {
    if (!style.valueOnly()) {
      lines.add(style.hex() ? Go.hex(kv.key()) : text(kv.key()));
    }
    lines.add(style.hex() ? Go.hex(kv.value()) : text(kv.value()));
  }

  /**
   * Bytes that are no UTF-8 are kept: those above 0x7f become lone surrogates U+DC80 to U+DCFF,
   * which {@link Encoder} turns back.
   */
  static String text(ByteString bytes) {
    if (bytes.isValidUtf8()) {
      return bytes.toStringUtf8();
    }
    StringBuilder text = new StringBuilder(bytes.size());
    for (byte b : bytes) {
      text.append(b >= 0 ? (char) b : Bytes.standIn(b & 0xff));
    }
    return text.toString();
  }
}
