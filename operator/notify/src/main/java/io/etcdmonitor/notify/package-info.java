/**
 * How alerts reach people. One package per channel type, each found by {@link
 * java.util.ServiceLoader}; {@code render} and {@code template} say what a message looks like,
 * {@code http} how it is sent, {@code option} how a channel is configured.
 */
package io.etcdmonitor.notify;
