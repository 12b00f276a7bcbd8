/* logger_head: heads that a logger puts before each line in a form of its own: a letter for the
 * level, a date without year. Each function gives the length of the head, 0 if the line has
 * another; *out is filled only then. */
#ifndef FRAME_LOGGER_HEAD_H
#define FRAME_LOGGER_HEAD_H

#include "frame/level.h"

/* "E1001 14:45:12.123456       1 file.go:147] ", also with the year: "E20251001 14:45:12.123456".
 * The head ends behind the bracket, or behind the clock where there is none. Source: klog, README
 * and klog.go (formatHeader); glog, README, "log_year_in_prefix". */
size_t logger_head_klog(struct slice line, const struct timestamp_context *ctx,
                        struct level_facts *out);

/* "E, [2025-10-01T14:45:12.123456 #1] ERROR -- app: ". Source: Ruby, logger/formatter.rb. */
size_t logger_head_ruby(struct slice line, const struct timestamp_context *ctx,
                        struct level_facts *out);

/* Redis and Valkey: "1:M 01 Oct 2025 14:45:12.123 # …". Source: redis, src/server.c,
 * serverLogRaw. */
bool logger_head_redis(struct slice line, const struct timestamp_context *ctx,
                       struct level_facts *out);

#endif
