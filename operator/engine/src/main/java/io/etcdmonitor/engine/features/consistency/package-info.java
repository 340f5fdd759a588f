/** The feature {@code consistency}: whether all voting members hold the same data. */
package io.etcdmonitor.engine.features.consistency;
