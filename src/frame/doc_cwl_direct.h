/* doc_cwl_direct: a log event of CloudWatch, read straight from its bytes. Internal to frame/. */
#ifndef FRAME_DOC_CWL_DIRECT_H
#define FRAME_DOC_CWL_DIRECT_H

#include "frame/doc.h"

/* Hands out the event of a flat object of strings and integers that has timestamp and message.
 * False, and nothing handed out, if the text is anything else: the parser must look at it. */
bool doc_cwl_direct(struct slice text, const struct doc_sink *sink);

#endif
