/** Loads a cluster on purpose and says how it bore it: see DESIGN.md. */
package io.etcdmonitor.toolkit.benchmark;
