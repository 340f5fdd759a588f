/**
 * How alerts reach people: what a channel is given, what it answers. Implementations live in {@code
 * operator/notify}.
 */
package io.etcdmonitor.engine.alert.channel;
