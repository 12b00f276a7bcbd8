#include "frame/join.h"

#include "base/alloc.h"
#include "frame/join_slot.h"
#include "frame/level.h"
#include "frame/unwrap_rule.h"

/* Where log drivers cut long lines. Source: moby/moby, daemon/logger/copier.go (defaultBufSize) and
 * daemon/logger/awslogs/cloudwatchlogs.go (maximumBytesPerEvent); AWS's own limit before 2025. */
static const size_t piece_sizes[] = { 16 * 1024, 262118, 256 * 1024 };

/* Buffers larger than this are not kept for the next event. */
#define KEEP_BYTES (64 * 1024)

/* How often stale events are looked for, in time. */
#define CHECK_US TIMESTAMP_US_PER_S

struct join {
    int32_t zone_s;
    int64_t hint_us;    /* last time seen, for times without year */
    int64_t checked_us; /* time at which stale events were looked for last */
    uint64_t seq;
    struct join_counts counts;
    struct join_zone zone;
    size_t open_bytes; /* text in open events */
    struct join_slot *open[JOIN_OPEN_MAX];
    size_t open_count;
    struct join_slot *last; /* of the line pushed last; may be NULL */
    struct join_slot *ready, **ready_end, *spare, *given;
};

struct join *join_new(int32_t zone_s)
{
    struct join *j = alloc_zeroed(1, sizeof *j);
    j->zone_s = zone_s;
    j->hint_us = j->checked_us = TIMESTAMP_NONE;
    j->ready_end = &j->ready;
    return j;
}

void join_free(struct join *j)
{
    if (!j)
        return;
    for (size_t i = 0; i < j->open_count; i++)
        join_slot_free(j->open[i]);
    join_slot_free_all(j->ready);
    join_slot_free_all(j->spare);
    join_slot_free(j->given);
    alloc_free(j);
}

const struct join_zone *join_open_zone(const struct join *j)
{
    return &j->zone;
}

struct join_counts join_counted(const struct join *j)
{
    return j->counts;
}

/* --- pieces ---------------------------------------------------------------------------- */

static bool is_piece_size(size_t bytes)
{
    for (size_t i = 0; i < sizeof piece_sizes / sizeof *piece_sizes; i++)
        if (bytes == piece_sizes[i])
            return true;
    return false;
}

/* Is the line a further piece of the last line of the event? Pieces of one line share its time. */
static bool is_next_piece(const struct join_slot *s, const struct join_line *line)
{
    if (line->bare || line->forced)
        return false;
    return s->partial || line->continues
           || (is_piece_size(s->piece_bytes) && line->time_us != TIMESTAMP_NONE
               && line->time_us == s->last_time_us);
}

/* --- closing and giving ---------------------------------------------------------------- */

static void recycle(struct join *j, struct join_slot *s)
{
    if (s->text.capacity > KEEP_BYTES)
        buf_release(&s->text);
    s->next = j->spare;
    j->spare = s;
}

static void close_at(struct join *j, size_t i)
{
    struct join_slot *s = j->open[i];
    memmove(&j->open[i], &j->open[i + 1], (j->open_count - i - 1) * sizeof *j->open);
    j->open_count--;
    j->open_bytes -= s->text.len;
    if (j->last == s)
        j->last = NULL;
    if (s->partial && (!s->may_end || is_piece_size(s->piece_bytes)))
        j->counts.unrejoinable++;
    if (s->text.len == 0) { /* a prefix with nothing behind it */
        recycle(j, s);
        return;
    }
    s->next = NULL;
    *j->ready_end = s;
    j->ready_end = &s->next;
}

static void close_slot(struct join *j, const struct join_slot *s)
{
    for (size_t i = 0; i < j->open_count; i++)
        if (j->open[i] == s) {
            close_at(j, i);
            return;
        }
}

/* Closes the event whose last line is the oldest, if it is older than the push `before`. */
static bool close_oldest(struct join *j, uint64_t before)
{
    size_t oldest = 0;
    for (size_t i = 1; i < j->open_count; i++)
        if (j->open[i]->seq < j->open[oldest]->seq)
            oldest = i;
    if (j->open_count == 0 || j->open[oldest]->seq >= before)
        return false;
    close_at(j, oldest);
    return true;
}

/* Listings run backwards, too. */
static int64_t distance(int64_t a, int64_t b)
{
    return a > b ? a - b : b - a;
}

/* Closes what no line can continue any more, so that quiet streams do not lag behind. */
static void close_idle(struct join *j, int64_t now_us)
{
    while (j->seq > JOIN_IDLE_LINES && close_oldest(j, j->seq - JOIN_IDLE_LINES))
        ;
    if (now_us == TIMESTAMP_NONE
        || (j->checked_us != TIMESTAMP_NONE && distance(now_us, j->checked_us) < CHECK_US))
        return;
    j->checked_us = now_us;
    for (size_t i = 0; i < j->open_count;) {
        int64_t last = j->open[i]->last_time_us;
        if (last != TIMESTAMP_NONE && distance(now_us, last) > JOIN_STALE_US)
            close_at(j, i);
        else
            i++;
    }
}

int64_t join_last_time(const struct join *j)
{
    return j->hint_us;
}

void join_hint(struct join *j, int64_t us)
{
    j->hint_us = us;
}

void join_flush(struct join *j)
{
    while (close_oldest(j, UINT64_MAX))
        ;
}

bool join_holds(const struct join *j)
{
    return j->ready != NULL;
}

bool join_is_settled(const struct join *j)
{
    for (size_t i = 0; i < j->open_count; i++) {
        const struct join_slot *s = j->open[i];
        if (s->partial || s->body || s->block || s->text.len == 0 || !trace_is_settled(&s->trace)
            || is_piece_size(s->piece_bytes))
            return false;
    }
    return true;
}

bool join_has_open(const struct join *j, uint64_t key)
{
    for (size_t i = 0; i < j->open_count; i++)
        if (j->open[i]->key == key)
            return true;
    return false;
}

bool join_open_event(const struct join *j, size_t i, struct event *event)
{
    if (i >= j->open_count)
        return false;
    *event = j->open[i]->event;
    event->message = buf_slice(&j->open[i]->text);
    return true;
}

bool join_next(struct join *j, struct event *event, int *tag)
{
    if (j->given)
        recycle(j, j->given);
    j->given = NULL;
    struct join_slot *s = j->ready;
    if (!s)
        return false;
    j->ready = s->next;
    if (!j->ready)
        j->ready_end = &j->ready;
    j->given = s;
    s->event.message = buf_slice(&s->text);
    s->event.lines = s->lines;
    size_t from = slice_find_byte(s->event.message, '\n', 0);
    const bool is_alone = from == SLICE_NONE;
    if (s->event.level == LEVEL_NONE && from != SLICE_NONE) {
        /* java.util.logging has the level on the second line. */
        size_t end = slice_find_byte(s->event.message, '\n', ++from);
        end = end == SLICE_NONE ? s->text.len : end;
        struct level_facts facts;
        level_scan(slice_sub(s->event.message, from, end - from), j->zone_s, j->hint_us, &facts);
        if (facts.is_log_line)
            s->event.level = facts.level;
    }
    /* An excerpt that begins within a traceback has no head to tell, but its last line. A frame
     * that stands alone is no trace: Jest shows by one where console.log was called. */
    if (s->event.level == LEVEL_NONE && !is_alone && trace_has_exception(&s->trace))
        s->event.level = LEVEL_ERROR;
    *event = s->event;
    *tag = s->tag;
    return true;
}

/* --- opening --------------------------------------------------------------------------- */

static struct join_slot *new_slot(struct join *j)
{
    struct join_slot *s = j->spare;
    if (s)
        j->spare = s->next;
    else
        s = alloc_zeroed(1, sizeof *s);
    while (j->open_count >= JOIN_OPEN_MAX
           || (j->open_count > 0 && j->open_bytes > JOIN_OPEN_BYTES_MAX))
        close_oldest(j, UINT64_MAX);
    j->open[j->open_count++] = s;
    return s;
}

static void append(struct join *j, struct join_slot *s, const struct join_line *line, bool piece)
{
    const size_t before = s->text.len;
    join_slot_add(s, line, piece);
    j->open_bytes += s->text.len - before;
    j->counts.rejoined += piece;
}

static void note_zone(struct join *j, const struct join_line *line, struct slice name)
{
    if (j->zone.name[0] || name.len == 0 || name.len >= JOIN_ZONE_BYTES)
        return;
    memcpy(j->zone.name, name.ptr, name.len);
    j->zone.line = line->line;
    j->zone.offset = line->offset;
}

static void begin(struct join *j, const struct join_line *line, const struct level_facts *facts)
{
    struct join_slot *s = new_slot(j);
    join_slot_keep_meta(s, line->meta, slice_sub(line->lead, 0, JOIN_LEAD_MAX));
    buf_reset(&s->text);
    s->key = line->key;
    s->seq = j->seq;
    s->tag = line->tag;
    s->partial = s->blank_pending = s->body = s->sheet_full = false;
    s->sheet = 0;
    s->event.time_us = line->time_us != TIMESTAMP_NONE ? line->time_us : facts->time_us;
    if (line->time_us == TIMESTAMP_NONE)
        note_zone(j, line, facts->open_zone);
    s->event.level = facts->level != LEVEL_NONE ? facts->level : line->level;
    s->event.offset = line->offset;
    s->last_time_us = s->event.time_us;
    if (s->event.time_us >= TIMESTAMP_EARLIEST_US)
        j->hint_us = s->event.time_us;
    trace_open(&s->trace, line->text, s->event.level);
    append(j, s, line, false);
    j->last = s;
}

/* --- blocks of Symfony Console ----------------------------------------------------------- */

/* Source: symfony/console, Application.php (doRenderThrowable): "In FILE line 5:", a row of blanks,
 * the message in rows that are cut wherever the terminal ends and padded to the same width, two
 * blanks on each side, and a row of blanks again. */
#define SHEET_CELLS_MIN 20

static bool begins_sheet(const struct join_slot *s, const struct join_line *line)
{
    return s && line->text.len >= SHEET_CELLS_MIN && slice_ends(buf_slice(&s->text), SLICE(":"));
}

/* Takes the margin off a row of the block that goes on in the row above; false if it does not. */
static bool take_row(struct join *j, struct join_slot *s, struct join_line *line)
{
    const struct slice text = line->text, margin = SLICE("  ");
    const bool goes_on = s->sheet_full;
    s->sheet_full = false;
    if (s->sheet == 0)
        return false;
    if (!slice_starts(text, margin) || !slice_ends(text, margin)
        || unwrap_cells(text) != s->sheet) {
        s->sheet = 0;
        return false;
    }
    /* Where it is cut at a blank, the row ends in one more. */
    s->sheet_full = text.len - slice_trim_right(text).len <= margin.len + 1;
    if (!goes_on)
        return false;
    s->text.len -= margin.len;
    j->open_bytes -= margin.len;
    line->text = slice_from(text, margin.len);
    line->skip += margin.len;
    return true;
}

/* --- deciding -------------------------------------------------------------------------- */

static bool has_room(const struct join_slot *s, const struct join_line *line, size_t bytes)
{
    return s->event.line_count + 1 + line->break_count < EVENT_LINES_MAX
           && s->text.len + line->text.len + 2 <= bytes;
}

static bool is_near(const struct join_slot *s, const struct join_line *line)
{
    if (s->last_time_us == TIMESTAMP_NONE || line->time_us == TIMESTAMP_NONE)
        return true;
    return distance(line->time_us, s->last_time_us) <= JOIN_GAP_US;
}

static bool is_blank(struct slice s)
{
    return slice_trim(s).len == 0;
}

static void add_line(struct join *j, struct join_slot *s, const struct join_line *given)
{
    struct join_line row = *given, *line = &row;
    const bool piece = is_next_piece(s, line) || take_row(j, s, line);
    if (s->blank_pending && !piece) {
        struct join_line blank = *line;
        blank.text = slice_empty();
        blank.partial = false;
        blank.break_count = 0;
        append(j, s, &blank, false);
        s->blank_pending = false;
    }
    if (piece && s->text.len == 0)
        s->event.line_count = 0; /* the line before held nothing but marks */
    append(j, s, line, piece);
    join_slot_mix_id(s, line);
    s->seq = j->seq;
    j->last = s;
}

/* Lines of a JSON value under a header with nothing behind it; it ends with a bracket in column 0.
 * A value without brackets is one line. */
static void add_body(struct join *j, struct join_slot *s, const struct join_line *line)
{
    char first = line->text.len ? line->text.ptr[0] : '\0';
    bool was_empty = s->text.len == 0;
    s->body = was_empty ? first == '{' || first == '[' : first != '}' && first != ']';
    if (was_empty)
        s->event.line_count = 0; /* the header itself is no line of the message */
    add_line(j, s, line);
}

static bool is_body_start(const struct join_slot *s)
{
    return s->text.len == 0 && !s->partial;
}

bool join_wants_body(const struct join *j)
{
    return j->last && (j->last->body || is_body_start(j->last));
}

static struct join_slot *find_open(const struct join *j, uint64_t key)
{
    if (j->last && j->last->key == key)
        return j->last;
    for (size_t i = j->open_count; i > 0; i--)
        if (j->open[i - 1]->key == key)
            return j->open[i - 1];
    return NULL;
}

static void take_blank(struct join *j, struct join_slot *s, const struct join_line *line)
{
    if (s)
        s->sheet = begins_sheet(s, line) || line->text.len == s->sheet ? line->text.len : 0;
    if (s && !line->head
        && (line->bare || line->forced || line->block || s->sheet > 0 || trace_blank(&s->trace))) {
        s->blank_pending = s->text.len > 0;
        s->seq = j->seq;
        j->last = s;
        return;
    }
    if (s)
        close_slot(j, s);
    if (!line->bare && !line->forced && line->time_us != TIMESTAMP_NONE && !line->block) {
        /* A header whose body may follow. */
        const struct level_facts facts = { .time_us = TIMESTAMP_NONE };
        begin(j, line, &facts);
    }
}

static bool continues(struct join_slot *s, const struct join_line *line)
{
    if (line->forced)
        return true;
    if (!is_near(s, line))
        return false;
    return line->follows || (line->block && s->block) || trace_continues(&s->trace, line->text);
}

/* The event has a time of its own only now, behind its last line. */
static void take_late_time(struct join_slot *s, const struct join_line *line)
{
    if (s && line->late_us != 0)
        s->event.time_us = s->last_time_us = line->late_us;
}

static bool holds_one_of(struct slice s, const struct slice *keys, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (slice_find(s, keys[i], 0) != SLICE_NONE)
            return true;
    return false;
}

/* A log record of its own in one line: another logger of the same program writes JSON without a
 * time between lines that have one. */
static bool is_record(struct slice text)
{
    static const struct slice levels[] = { SLICE("\"level\":"), SLICE("\"severity\":") };
    static const struct slice messages[] = { SLICE("\"message\":"), SLICE("\"msg\":") };
    text = slice_trim_right(text);
    return slice_starts(text, SLICE("{\"")) && slice_ends(text, SLICE("}"))
           && holds_one_of(text, levels, sizeof levels / sizeof *levels)
           && holds_one_of(text, messages, sizeof messages / sizeof *messages);
}

/* Does the header of an error have nothing behind it? Rails writes the exception on the lines
 * below.
 */
static bool awaits_trace(const struct join_slot *s)
{
    return is_body_start(s) && s->event.level >= LEVEL_ERROR;
}

bool join_push(struct join *j, const struct join_line *line)
{
    j->seq++;
    close_idle(j, line->time_us);
    struct join_slot *s = line->forced || line->bare ? j->last : find_open(j, line->key);
    take_late_time(s, line);
    if (s && is_next_piece(s, line)) {
        if (has_room(s, line, JOIN_PIECES_BYTES_MAX)) {
            add_line(j, s, line);
            return true;
        }
        j->counts.unrejoinable += !s->partial; /* else it is counted when it is closed */
    }
    if (s && line->bare && (s->body || is_body_start(s)) && line->text.len > 0
        && has_room(s, line, EVENT_BYTES_MAX)) {
        add_body(j, s, line);
        return true;
    }
    if (is_blank(line->text)) {
        take_blank(j, s, line);
        return true;
    }
    bool may_join = s && (s->text.len > 0 || awaits_trace(s)) && has_room(s, line, EVENT_BYTES_MAX);
    if (may_join && continues(s, line)) {
        if (s->text.len == 0)
            s->event.line_count = 0; /* the header itself is no line of the message */
        add_line(j, s, line);
        return true;
    }
    struct level_facts facts;
    level_scan(line->text, j->zone_s, j->hint_us, &facts);
    const bool is_own = line->bare && is_record(line->text);
    facts.is_log_line = facts.is_log_line || is_own;
    if (may_join && line->bare && !facts.is_log_line) {
        add_line(j, s, line);
        return true;
    }
    bool left = line->bare && facts.is_log_line;
    struct join_line own = *line;
    if ((line->forced || (line->bare && !left)) && s && own.time_us == TIMESTAMP_NONE) {
        own.time_us = s->event.time_us; /* only a bound parts the line from its event */
        own.key = s->key;
        own.meta = &s->event;
        own.tag = s->tag;
    }
    if (s && is_own && facts.time_us == TIMESTAMP_NONE && own.time_us == TIMESTAMP_NONE)
        own.time_us = s->last_time_us; /* it came right behind that line */
    if (s)
        close_slot(j, s);
    begin(j, &own, &facts);
    return !left;
}
