#include "report/wrap.h"

#include "base/text.h"
#include "report/style.h"

/* Narrowest text column that is still used; below it lines overflow instead. */
#define COLUMNS_MIN 16

static size_t room(struct wrap w, uint32_t taken)
{
    return w.width >= taken + COLUMNS_MIN ? w.width - taken : COLUMNS_MIN;
}

size_t wrap_add_cut(const struct report_style *style, struct slice text, size_t columns,
                    struct buf *out)
{
    const size_t width = text_width(text);
    if (width <= columns) {
        buf_add(out, text);
        return width;
    }
    const struct slice mark = slice_cstr(style_symbol(style, SYMBOL_ELLIPSIS));
    const size_t mark_width = text_width(mark);
    if (columns < mark_width)
        return 0;
    const struct slice head = slice_trim_right(text_cut(text, columns - mark_width));
    buf_add(out, head);
    buf_add(out, mark);
    return text_width(head) + mark_width;
}

void wrap_add_ends(const struct report_style *style, struct slice text, size_t columns,
                   struct buf *out)
{
    const size_t width = text_width(text);
    const struct slice mark = slice_cstr(style_symbol(style, SYMBOL_ELLIPSIS));
    const size_t around = text_width(mark) + 2; /* and two blanks */
    if (width <= columns || columns < 2 * around) {
        wrap_add_cut(style, text, columns, out);
        return;
    }
    const size_t head_columns = (columns - around) * 2 / 5;
    const size_t tail_columns = columns - around - head_columns;
    buf_add(out, slice_trim_right(text_cut(text, head_columns)));
    buf_add_byte(out, ' ');
    buf_add(out, mark);
    buf_add_byte(out, ' ');
    const size_t skipped = width - tail_columns;
    struct slice tail = slice_from(text, text_cut(text, skipped).len);
    if (text_width(tail) > tail_columns) { /* a wide character stood on the border */
        const size_t first = text_utf8_at(tail, 0, NULL);
        tail = slice_from(tail, first ? first : 1);
    }
    buf_add(out, slice_trim(tail));
}

void wrap_add_cell(const struct report_style *style, struct slice text, size_t columns,
                   struct buf *out)
{
    const size_t used = wrap_add_cut(style, text, columns, out);
    buf_add_fill(out, ' ', columns - used);
}

/* The part of text for one line of so many columns: up to a blank if there is one. */
static struct slice take_line(struct slice text, size_t columns)
{
    struct slice line = text_cut(text, columns);
    if (line.len == text.len || text.ptr[line.len] == ' ')
        return line;
    const size_t blank = slice_find_last_byte(line, ' ');
    if (blank != SLICE_NONE && blank > 0)
        return slice_sub(line, 0, blank);
    if (line.len > 0)
        return line;
    const size_t one = text_utf8_at(text, 0, NULL); /* wider than the line */
    return slice_sub(text, 0, one ? one : 1);
}

void wrap_add(const struct report_style *style, struct wrap w, struct slice text, struct buf *out)
{
    text = slice_trim(text);
    uint32_t lines = 1;
    size_t columns = room(w, w.column);
    while (text.len > 0 && lines != w.max_lines) {
        const struct slice line = take_line(text, columns);
        buf_add(out, slice_trim_right(line));
        text = slice_trim(slice_from(text, line.len));
        if (text.len == 0)
            break;
        buf_add_byte(out, '\n');
        buf_add_fill(out, ' ', w.indent);
        columns = room(w, w.indent);
        lines++;
    }
    if (text.len > 0)
        wrap_add_cut(style, text, columns, out);
    buf_add_byte(out, '\n');
}

/* The end of the first word of a command: blanks in quotes and behind a backslash do not end it. */
static size_t command_word_end(struct slice s)
{
    char quote = '\0';
    size_t i = 0;
    for (; i < s.len; i++) {
        const char c = s.ptr[i];
        if (c == '\\' && quote != '\'')
            i++;
        else if (quote && c == quote)
            quote = '\0';
        else if (!quote && (c == '"' || c == '\''))
            quote = c;
        else if (!quote && c == ' ')
            break;
    }
    return i < s.len ? i : s.len;
}

/* An option and the value behind it stay together. */
static struct slice command_part(struct slice s)
{
    const size_t end = command_word_end(s);
    const struct slice rest = slice_trim(slice_from(s, end));
    if (s.ptr[0] != '-' || rest.len == 0 || rest.ptr[0] == '-')
        return slice_sub(s, 0, end);
    return slice_make(s.ptr, (size_t)(rest.ptr - s.ptr) + command_word_end(rest));
}

void wrap_add_command(struct wrap w, struct slice command, struct buf *out)
{
    const size_t columns = room(w, 2); /* for " \" */
    size_t used = w.column;
    bool first = true;
    command = slice_trim(command);
    while (command.len > 0) {
        const struct slice part = command_part(command);
        const size_t width = text_width(part);
        if (!first && used + 1 + width > columns) {
            buf_add_cstr(out, " \\\n");
            buf_add_fill(out, ' ', w.indent);
            used = w.indent;
        } else if (!first) {
            buf_add_byte(out, ' ');
            used++;
        }
        buf_add(out, part);
        used += width;
        first = false;
        command = slice_trim(slice_from(command, part.len));
    }
    buf_add_byte(out, '\n');
}
