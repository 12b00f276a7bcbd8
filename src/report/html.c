#include "report/html.h"

#include "base/sha256.h"

void html_add(struct html *html, const char *markup)
{
    buf_add_cstr(html->out, markup);
}

void html_add_safe(struct buf *out, struct slice safe)
{
    size_t from = 0;
    for (size_t i = 0; i < safe.len; i++) {
        const char c = safe.ptr[i];
        const char *const reference = c == '&'    ? "&amp;"
                                      : c == '<'  ? "&lt;"
                                      : c == '>'  ? "&gt;"
                                      : c == '"'  ? "&quot;"
                                      : c == '\'' ? "&#39;"
                                                  : NULL;
        if (!reference)
            continue;
        buf_add(out, slice_sub(safe, from, i - from));
        buf_add_cstr(out, reference);
        from = i + 1;
    }
    buf_add(out, slice_from(safe, from));
}

void html_add_text(struct html *html, struct slice raw)
{
    html_add_safe(html->out, show_safe(&html->show, raw));
}

void html_flush(struct html *html)
{
    html_add_text(html, buf_slice(&html->raw));
    buf_reset(&html->raw);
}

void html_add_time(struct html *html, int64_t us)
{
    char utc[TIMESTAMP_TEXT_BYTES], clock[SHOW_TIME_BYTES];
    if (us == TIMESTAMP_NONE)
        return;
    timestamp_format(us, utc);
    show_time(&html->show, us, clock);
    buf_printf(html->out, "<time datetime=\"%s\">%s</time>", utc, clock);
}

void html_add_hash(struct buf *out, struct slice content)
{
    /* RFC 4648, section 4. 32 bytes: ten groups of three, and two bytes with one '='. */
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    unsigned char hash[SHA256_BYTES + 1] = { 0 };
    sha256(content, hash);
    buf_add_cstr(out, "sha256-");
    for (size_t i = 0; i < SHA256_BYTES; i += 3) {
        const uint32_t group = (uint32_t)hash[i] << 16 | (uint32_t)hash[i + 1] << 8
                               | (i + 2 < SHA256_BYTES ? hash[i + 2] : 0u);
        buf_add_byte(out, digits[group >> 18 & 63]);
        buf_add_byte(out, digits[group >> 12 & 63]);
        buf_add_byte(out, digits[group >> 6 & 63]);
        buf_add_byte(out, i + 2 < SHA256_BYTES ? digits[group & 63] : '=');
    }
}
