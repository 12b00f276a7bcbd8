/* trace_lines: what a single line of a trace looks like, without its indent unless said otherwise.
 * Internal to trace*.c. */
#ifndef FRAME_TRACE_LINES_H
#define FRAME_TRACE_LINES_H

#include "frame/trace.h"

/* Lambda's Python runtime indents frames with U+00A0. Source: aws-lambda-python-runtime-interface-
 * client, bootstrap.py. */
size_t trace_indent_of(struct slice s);

/* "at a.b.C.m(F.java:1)", "at async f (/app/x.js:1:2)", "at X.Y() in f.cs:line 1", "at /a.js:1:2".
 * Not "at least one …". */
bool trace_is_at_frame(struct slice s);

/* Ruby: "from a.rb:1:in `m'" and Rails' frames without "from". Source: ruby, eval_error.c. */
bool trace_is_ruby_frame(struct slice s);

/* A frame or another line that only stands inside a trace, whether it is indented or not: exports
 * are seen with the indent removed. */
bool trace_is_frame(const struct trace *t, struct slice s);
/* "Traceback (most recent call last):" and its kin. */
bool trace_is_traceback(struct slice s);

/* Source: CPython, Lib/traceback.py, _cause_message and _context_message. */
bool trace_is_chain(struct slice s);

/* Length of a dotted name at the start. */
size_t trace_name_length(struct slice s);

/* The last line of a traceback: "pkg.Type: message" or "Type". Not "INFO:     Started". */
bool trace_is_exception_line(struct slice s);

/* "java.lang.IllegalStateException: …" under a logger's error line. */
bool trace_is_qualified_exception(struct slice s);

/* What drivers add below the last line of a traceback. Source: SQLAlchemy, exc.py (StatementError);
 * PostgreSQL, libpq fe-protocol3.c. */
bool trace_is_python_tail(struct slice s);

/* "DATABASE_URL", "server.port", "body -> field": a field's name in a pydantic error. Source:
 * pydantic-core, src/errors/validation_exception.rs. */
bool trace_is_field_line(struct slice s);
/* "^^^^", below a line of source. */
bool trace_is_caret(struct slice s);

/* Only closing brackets, commas and semicolons; a quote before them ends a text of several lines
 * (monolog). */
bool trace_is_closer(struct slice s);

/* Source: Go, runtime/panic.go, runtime/traceback.go, signal_*.go (registers). */
bool trace_is_go_line(struct slice s);

/* A file and a line and nothing else: Node's head of an uncaught error. Source: nodejs/node,
 * src/node_errors.cc, GetErrorSource. */
bool trace_is_node_head(struct slice s);

/* What Go says first. Sources: Go, runtime/panic.go, runtime/signal_unix.go (sigpanic, sighandler),
 * runtime/sigtab_linux_generic.go; net/http/server.go. */
bool trace_is_go_head(struct slice s);

/* "thread 'main' panicked at src/main.rs:1:1:", the message on the next line. Source: Rust 1.73,
 * library/std/src/panicking.rs. */
bool trace_is_rust_head(struct slice s);

/* "* What went wrong:", the message on the next line. Source: Gradle 8, BuildExceptionReporter. */
bool trace_is_gradle_head(struct slice s);

/* "ActiveRecord::ConnectionNotEstablished (connection refused):", frames without indent below.
 * Source: rails, actionpack, middleware/debug_exceptions.rb. */
bool trace_is_rails_head(struct slice s);
/* A row of them. */
bool trace_is_stars(struct slice s);

/* "Oct 01, 2025 2:45:12 PM com.x.App start". Source: OpenJDK, java.util.logging.SimpleFormatter. */
bool trace_is_jul_head(struct slice s);

#endif
