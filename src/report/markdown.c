#include "report/markdown.h"

#include "base/text.h"

#define FENCE_MIN 3

static size_t longest_run(struct slice s, char c)
{
    size_t longest = 0, run = 0;
    for (size_t i = 0; i < s.len; i++) {
        run = s.ptr[i] == c ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* :tada:, :+1:, :100:, but not the minutes of 14:40:31. */
static bool has_emoji(struct slice s)
{
    for (size_t at = 0; (at = slice_find_byte(s, ':', at)) != SLICE_NONE; at++) {
        size_t end = at + 1, digits = 0;
        while (end < s.len && (ascii_is_alnum(s.ptr[end]) || strchr("_+-", s.ptr[end])))
            digits += ascii_is_digit(s.ptr[end++]);
        const size_t len = end - at - 1;
        if (len > 0 && end < s.len && s.ptr[end] == ':' && (digits < len || len > 2))
            return true;
    }
    return false;
}

/* "1. x" and "- x" begin a list, "> x" a quotation, "= x" and "- x" underline a heading. */
static bool begins_block(struct slice s)
{
    size_t i = 0;
    while (i < s.len && ascii_is_digit(s.ptr[i]))
        i++;
    if (i > 0)
        return i < s.len && (s.ptr[i] == '.' || s.ptr[i] == ')');
    return s.len > 0 && strchr("-+>=", s.ptr[0]) != NULL;
}

/* Words that no escape keeps from doing something. */
static bool needs_code(struct slice word)
{
    static const char risky[] = "@#$`\\";
    for (size_t i = 0; i < sizeof risky - 1; i++) {
        if (slice_find_byte(word, risky[i], 0) != SLICE_NONE)
            return true;
    }
    return has_emoji(word) || slice_find(word, SLICE("://"), 0) != SLICE_NONE
           || slice_find_nocase(word, SLICE("www."), 0) != SLICE_NONE
           || slice_find_nocase(word, SLICE("gh-"), 0) != SLICE_NONE;
}

static void add_word(struct buf *out, struct slice word)
{
    for (size_t i = 0; i < word.len; i++) {
        const char c = word.ptr[i];
        if (c == '<')
            buf_add_cstr(out, "&lt;");
        else if (c == '&')
            buf_add_cstr(out, "&amp;");
        else {
            if (strchr("*_[]>|~!", c) && c != '\0')
                buf_add_byte(out, '\\');
            buf_add_byte(out, c);
        }
    }
}

/* Signs around a word stay outside of its code span. */
static void add_code_word(struct buf *out, struct slice word)
{
    size_t start = 0, end = word.len;
    while (start < end && strchr("(\"'", word.ptr[start]))
        start++;
    while (end > start && strchr(".,;)\"'", word.ptr[end - 1]))
        end--;
    add_word(out, slice_sub(word, 0, start));
    markdown_add_code(out, slice_sub(word, start, end - start), true);
    add_word(out, slice_from(word, end));
}

void markdown_add_text(struct buf *out, struct slice safe)
{
    bool first = true;
    for (struct slice word; slice_next_field(&safe, ' ', &word); first = false) {
        if (!first)
            buf_add_byte(out, ' ');
        if (needs_code(word))
            add_code_word(out, word);
        else if (first && begins_block(word))
            markdown_add_code(out, word, true);
        else
            add_word(out, word);
    }
}

void markdown_add_code(struct buf *out, struct slice safe, bool in_table)
{
    safe = slice_trim(safe);
    if (safe.len == 0)
        return;
    const size_t fence = longest_run(safe, '`') + 1;
    const bool padded = safe.ptr[0] == '`' || safe.ptr[safe.len - 1] == '`';
    buf_add_fill(out, '`', fence);
    buf_add_cstr(out, padded ? " " : "");
    for (size_t i = 0; i < safe.len; i++) {
        if (safe.ptr[i] == '|' && in_table)
            buf_add_byte(out, '\\');
        buf_add_byte(out, safe.ptr[i]);
    }
    buf_add_cstr(out, padded ? " " : "");
    buf_add_fill(out, '`', fence);
}

void markdown_add_block(struct buf *out, const char *language, struct slice safe)
{
    const size_t run = longest_run(safe, '`');
    const size_t fence = run < FENCE_MIN ? FENCE_MIN : run + 1;
    buf_add_fill(out, '`', fence);
    buf_add_cstr(out, language);
    buf_add_byte(out, '\n');
    buf_add(out, safe);
    buf_add_byte(out, '\n');
    buf_add_fill(out, '`', fence);
    buf_add_byte(out, '\n');
}

void markdown_add_label(struct buf *out, struct slice safe)
{
    for (size_t at = 0; at < safe.len;) {
        uint32_t code = 0;
        const size_t n = text_utf8_at(safe, at, &code);
        const char c = safe.ptr[at];
        if (n != 1 || ascii_is_alnum(c) || strchr(" .,-", c))
            buf_add(out, slice_sub(safe, at, n ? n : 1));
        else
            buf_printf(out, "#%u;", (unsigned)code);
        at += n ? n : 1;
    }
}
