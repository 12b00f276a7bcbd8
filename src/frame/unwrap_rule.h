/* unwrap_rule: was one line broken in two here, because a terminal was too narrow?
 *
 * Windows PowerShell formats what native programs write to stderr for the width of the console:
 * where the system's language is en, fr, de, it, pt or es between words, and within words that are
 * wider than the console; elsewhere at any cell. The blank at the break stays at the end of the
 * first line, so that putting the lines together again gives the text as it was. A terminal's own
 * wrapping, copied, breaks at any cell. Source: PowerShell/PowerShell, src/System.Management.
 * Automation/FormatAndOutput/common/StringManipulationHelper in ComplexWriter.cs, GenerateLines. */
#ifndef FRAME_UNWRAP_RULE_H
#define FRAME_UNWRAP_RULE_H

#include "base/slice.h"

/* Widths at which text is believed to be wrapped. */
#define UNWRAP_WIDTH_MIN 16
#define UNWRAP_WIDTH_MAX 160

enum unwrap_style {
    UNWRAP_EITHER, /* not known yet */
    UNWRAP_WORDS,  /* between words, and within words wider than the line */
    UNWRAP_CELLS,  /* at any cell */
};

/* A width that consoles have, or one less, at which Windows PowerShell breaks lines. */
bool unwrap_is_usual(size_t width);

struct unwrap_rule {
    enum unwrap_style style;
    size_t width; /* in cells */
    bool exact;   /* false: the width is this or more */
};

/* Cells that Windows PowerShell counts: UTF-16 code units, escape sequences too. */
size_t unwrap_cells(struct slice line);

/* Cells of the first word with the blank behind it; 1 where the line begins with a blank. */
size_t unwrap_first_word(struct slice line);

/* Does line go on in next? fresh: next begins a record of its own. What is learned by it, style
 * and width, goes into the rule. Lines are without line ends; colour codes may stand in them. */
bool unwrap_rule_joins(struct unwrap_rule *rule, struct slice line, struct slice next, bool fresh);

/* Looks like a break at any cell: a word that goes on in lower case or in digits. */
bool unwrap_splits_word(struct slice line, struct slice next);

#endif
