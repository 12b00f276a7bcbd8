/* lookup: what a search knows of an event by name. */
#ifndef SEARCH_LOOKUP_H
#define SEARCH_LOOKUP_H

#include "search/subject.h"

/* Appends the field to out; false, and nothing appended, if the event has none. Names: time,
 * stream, group, task, container, service, cluster, region, level, source, line, offset, message,
 * text (the event as it stands in the input), signature; then the members of a message that is a
 * JSON object, by their path ("err.code"); then pairs in the message itself, "name=value" or
 * name="a value". */
bool lookup_add(struct subject *s, struct slice name, struct buf *out);

/* The members and pairs only, as --field asks for them; a name of an event's own is the second
 * choice. */
bool lookup_add_member(struct subject *s, struct slice name, struct buf *out);

#endif
