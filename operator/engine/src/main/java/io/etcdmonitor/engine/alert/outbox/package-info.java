/** Messages on their way: rows that survive a crash, and one worker for each channel. */
package io.etcdmonitor.engine.alert.outbox;
