/** What must survive a crash: rows of text in a journal on disk. */
package io.etcdmonitor.engine.alert.store;
