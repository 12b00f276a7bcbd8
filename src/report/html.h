/* html: what the parts of the HTML report share. The page needs no script and no network: the
 * policy in its head (Content Security Policy Level 3) allows the one style sheet and the one
 * script that stand in it, by their hashes, and nothing else. Internal to report/. */
#ifndef REPORT_HTML_H
#define REPORT_HTML_H

#include "report/show.h"

#define HTML_LINE_COLUMNS 400 /* of a log line in the timeline's table */

struct html {
    struct show show;
    struct buf *out;
    struct buf raw; /* scratch: text before it is made safe */
};

/* Markup of our own. */
void html_add(struct html *html, const char *markup);

/* Raw text, redacted and escaped: good between tags and in quoted attributes. Source: HTML Living
 * Standard, 13.1.4 (character references). */
void html_add_text(struct html *html, struct slice raw);

/* The same of what stands in html->raw, which is empty then. */
void html_flush(struct html *html);

/* Already safe text, escaped. */
void html_add_safe(struct buf *out, struct slice safe);

/* "<time …>14:41:02</time>", nothing without a time. */
void html_add_time(struct html *html, int64_t us);

/* Appends "sha256-…" as a policy names a style sheet or script. */
void html_add_hash(struct buf *out, struct slice content);

/* The parts, in the order of the page. A part that has nothing to say appends nothing. */
void html_head_add(struct html *html);
void html_cause_add(struct html *html);
void html_timeline_add(struct html *html);
void html_findings_add(struct html *html);
void html_others_add(struct html *html);
void html_unknown_add(struct html *html);
void html_questions_add(struct html *html);
void html_read_add(struct html *html);

/* report.css and report.js, made by the build. */
extern const unsigned char html_style[], html_script[];
extern const size_t html_style_len, html_script_len;

#endif
