package io.etcdmonitor.kube.status;

import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Stands for a value where only equality matters: the first half of a SHA-256. Values with one
 * digest are equal; a collision, which would hide news, is nothing to expect in 128 bits.
 */
record Digest(long high, long low) {
  private static final ObjectWriter JSON =
      JsonMapper.builder().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS).build().writer();

  /** Of a value as the JSON that the API is given: what is not written there is no difference. */
  static Digest ofJson(Object value) {
    MessageDigest sha = sha();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha)) {
      JSON.writeValue(out, value);
    } catch (IOException e) {
      throw new UncheckedIOException("A status cannot be written as JSON.", e);
    }
    ByteBuffer bytes = ByteBuffer.wrap(sha.digest());
    return new Digest(bytes.getLong(), bytes.getLong());
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-256.", e);
    }
  }
}
