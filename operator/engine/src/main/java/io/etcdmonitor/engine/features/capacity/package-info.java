/** The feature {@code capacity}: how full the database is, how fast it grows, what to do. */
package io.etcdmonitor.engine.features.capacity;
