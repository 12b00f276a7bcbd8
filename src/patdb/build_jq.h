/* build_jq: what must be known of a jq program before it is run on every event. Internal to patdb.
 *
 * Grammar: jq 1.6 manual. */
#ifndef PATDB_BUILD_JQ_H
#define PATDB_BUILD_JQ_H

#include "base/arena.h"
#include "patdb/signature.h"

/* The first word of a program that may keep it from ending, or that reaches outside the event:
 * `repeat`, `def`, `env` …; empty if there is none. */
struct slice build_jq_unbounded(struct slice program);

/* A text that every JSON object holds that the program says yes to, if it is of a form that shows
 * one: conjunctions of comparisons with a string, or with null. None or one literal, as
 * literals_extract gives them. */
void build_jq_guard(struct arena *arena, struct slice program, struct sig_list *out);

#endif
