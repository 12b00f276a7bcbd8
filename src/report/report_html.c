/* report_html: one page that can be mailed, opened from disk and printed; the parts are in
 * html_*.c, style and script in report.css and report.js. */
#include "report/formats.h"
#include "report/html.h"
#include "report/phrase.h"

/* In style and script, so that the bytes that the browser hashes are those that we hash. */
static void add_policy(struct buf *out, struct slice style, struct slice script)
{
    buf_add_cstr(out, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
                      "style-src '");
    html_add_hash(out, style);
    buf_add_cstr(out, "'; script-src '");
    html_add_hash(out, script);
    buf_add_cstr(out, "'; base-uri 'none'; form-action 'none'\">\n");
}

static void write_html(const struct report *report, const struct report_style *style,
                       struct buf *out)
{
    struct report_style plain = *style;
    plain.color = false;
    plain.unicode = true;
    struct html html = { .out = out };
    show_init(&html.show, report, &plain, out);
    buf_init(&html.raw);
    const struct slice css = slice_make((const char *)html_style, html_style_len);
    const struct slice script = slice_make((const char *)html_script, html_script_len);
    html_add(&html, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    add_policy(out, css, script);
    html_add(&html, "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    phrase_headline(report, &html.raw);
    html_flush(&html);
    html_add(&html, " - culprit</title>\n<style>");
    buf_add(out, css);
    html_add(&html, "</style>\n</head>\n<body>\n"
                    "<a class=\"skip\" href=\"#timeline\">Skip to the timeline</a>\n<main>\n");
    html_head_add(&html);
    html_cause_add(&html);
    html_timeline_add(&html);
    html_findings_add(&html);
    html_others_add(&html);
    html_unknown_add(&html);
    html_questions_add(&html);
    html_read_add(&html);
    html_add(&html, "</main>\n<script>");
    buf_add(out, script);
    html_add(&html, "</script>\n</body>\n</html>\n");
    buf_release(&html.raw);
    show_release(&html.show);
}

const struct report_format report_html_format = {
    .name = "html",
    .help = "one page that needs no network and no script, with a picture of the timeline",
    .write = write_html,
};
