/* markdown: text as GitHub Flavored Markdown, so that it is shown as it is and does nothing.
 *
 * Source: GitHub Flavored Markdown Spec 0.29, sections 4.5 (fenced code), 4.10 (tables), 6.3 (code
 * spans), 6.9 (autolinks). GitHub turns @names, #numbers and :emoji: into links and pictures after
 * that, everywhere but in code; and $…$ into formulas. All text given is what show_safe returns:
 * one line of valid UTF-8 without controls. */
#ifndef REPORT_MARKDOWN_H
#define REPORT_MARKDOWN_H

#include "base/buf.h"

/* As plain text, with words that would do something all the same as code spans. Good in a table. */
void markdown_add_text(struct buf *out, struct slice safe);

/* A code span; nothing for nothing. In a table '|' needs a backslash, elsewhere it must not have
 * one. */
void markdown_add_code(struct buf *out, struct slice safe, bool in_table);

/* A fenced block of one line. */
void markdown_add_block(struct buf *out, const char *language, struct slice safe);

/* A label of a Mermaid diagram, without the quotes around it: all but letters, digits, blanks and
 * ".,-" as entity codes. Source: Mermaid, "Flowchart syntax", special characters that break syntax.
 */
void markdown_add_label(struct buf *out, struct slice safe);

#endif
