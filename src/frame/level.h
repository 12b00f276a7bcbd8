/* level: what the program that wrote a line says about it: a level word in level position, and a
 * time of its own.
 *
 * A word counts only where loggers put it: at the start, in brackets, behind the time, before a
 * colon. "0 errors" and "GET /error" have no level. */
#ifndef FRAME_LEVEL_H
#define FRAME_LEVEL_H

#include "frame/event.h"

struct level_facts {
    int64_t time_us;        /* TIMESTAMP_NONE if there is none, or its year is not known */
    struct slice open_zone; /* of the time: struct timestamp; borrows from the line */
    enum level level;
    bool is_log_line; /* the line begins as a logger begins one: with a time or a level */
};

/* The level that a word means ("WARN", "err", "SEVERE"), or LEVEL_NONE. */
enum level level_word(struct slice word);

/* Severity 0 to 7 of syslog. Source: RFC 5424, section 6.2.1, table 2. */
enum level level_of_severity(unsigned severity);

/* Local times are in zone_s; a time without year takes the year nearest to hint_us. */
void level_scan(struct slice line, int32_t zone_s, int64_t hint_us, struct level_facts *out);

/* The level alone, as level_scan finds it, which takes less. */
enum level level_alone(struct slice line, int32_t zone_s, int64_t hint_us);

/* Lines without an error need not be scanned for their level. A line of level error or worse holds
 * one of these texts, letter case ignored (ended by NULL), or level_is_hidden is true for it: what
 * it says the level with is a single letter, or ends with the line. Others of them stand in lines
 * that say what is wrong without a level. */
extern const char *const level_alarms[];
bool level_is_hidden(struct slice line);
/* … by its first two bytes, in which one digit is like another; by what it ends with. */
bool level_head_is_hidden(struct slice line);
bool level_end_is_hidden(struct slice line);

#endif
