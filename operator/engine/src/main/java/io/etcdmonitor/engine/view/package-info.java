/** One round's reads of a cluster. */
package io.etcdmonitor.engine.view;
