/* json_text: strings and numbers of strict JSON, read in place. Internal to frame/.
 *
 * Grammar: RFC 8259; where jansson is stricter, so is this (UTF-8, pairs of surrogates), so that
 * what is read here is what a parser would give. */
#ifndef FRAME_JSON_TEXT_H
#define FRAME_JSON_TEXT_H

#include "base/buf.h"

/* Longest integer that surely fits 63 bits. */
#define JSON_DIGITS_MAX 18

/* Length of the run of printable ASCII that is neither quote nor backslash, many bytes at a time.
 */
size_t json_plain_run(const char *ptr, size_t len);

/* The string whose opening quote is at *at; *at goes behind its closing one. *value borrows from s,
 * or, if it has escapes, is what is appended to out. False, and *at as it was: it is no string, is
 * not valid, or has escapes and there is no `out`. */
bool json_read_string(struct slice s, size_t *at, struct buf *out, struct slice *value);

/* The integer that begins at *at, without sign, fraction and exponent; *at goes behind its digits.
 * False if there is none, or it has more than JSON_DIGITS_MAX. */
bool json_read_digits(struct slice s, size_t *at, int64_t *out);

/* Position of the first byte at or after `at` that is no white space of JSON, or s.len. */
size_t json_skip_blanks(struct slice s, size_t at);

#endif
