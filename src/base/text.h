/* text: UTF-8 checks, terminal residue, and escaping of hostile bytes.
 *
 * Log text is kept as it came and escaped on output, never on input; the one
 * exception is text_strip_ansi, because colour codes stand in the middle of the
 * phrases that signatures look for. */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"
#include "base/slice.h"

/* Length (1 to 4) of the well-formed UTF-8 sequence at s.ptr[at], or 0.
 * *code (may be NULL) gets the code point. Source: RFC 3629, section 4. */
size_t text_utf8_at(struct slice s, size_t at, uint32_t *code);
bool text_is_utf8(struct slice s);

/* Appends s as valid UTF-8: each bad byte becomes U+FFFD. For jansson, which
 * refuses anything else. */
void text_add_utf8(struct buf *out, struct slice s);

/* The same, and NUL becomes U+FFFD, too: it is legal in JSON, but many readers (jansson's own among
 * them) refuse it. */
void text_add_json(struct buf *out, struct slice s);

/* Is it a character that a terminal does not show but obeys, or that changes how others are shown:
 * C0 and C1 controls, DEL, bidi controls, zero-width characters? */
bool text_is_hidden(uint32_t code);

/* Appends s so that a terminal shows it and does nothing else: C0 and C1
 * controls and DEL as \xNN, bad UTF-8 bytes as \xNN, bidi controls and zero-width
 * characters as \u{NNNN}; TAB becomes one blank. LF becomes `newline`
 * (for one-line display use " ⏎ " or " "). */
void text_add_display(struct buf *out, struct slice s, struct slice newline);

/* Removes terminal residue: CSI (ESC [ … letter), OSC (ESC ] … BEL or ESC \),
 * ESC and one of ()*+ and a character, other two-byte escapes. Returns s itself
 * when there is nothing to remove, else the text in out (which is reset first;
 * valid until out changes). Source: ECMA-48, sections 5.4 and 8.3. */
struct slice text_strip_ansi(struct slice s, struct buf *out);

/* Columns that valid UTF-8 text takes on a terminal: 0 for combining marks, 2 for
 * East Asian wide characters and emoji, 1 for the rest. */
size_t text_width(struct slice s);

/* The longest prefix of at most `columns` columns, cut between characters. */
struct slice text_cut(struct slice s, size_t columns);

#endif
