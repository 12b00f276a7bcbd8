/* title: the titles of signatures with their {places} filled in. */
#ifndef INFER_TITLE_H
#define INFER_TITLE_H

#include "base/buf.h"
#include "correlate/incident.h"

/* Appends the title; {name} becomes the first capture of that name, else the incident's fact (inc
 * may be NULL). A place that nobody can fill goes, and with it the blank, colon, parentheses or
 * word that only led to it: "Build failed ({command})" becomes "Build failed", "Refused by {host}"
 * becomes "Refused". "{{" stays as it is. Raw text: the captures are from logs. */
void title_add(struct buf *out, struct slice title, const struct sig_capture *captures,
               uint32_t count, const struct incident *inc);

#endif
