#include "cli/watch_gate.h"

static bool is_well(enum verdict_status status)
{
    return status == VERDICT_HEALTHY || status == VERDICT_RECOVERED;
}

void watch_gate_note(struct watch_gate *gate, const struct watch_top *top)
{
    if (!gate->is_on || gate->verdict != WATCH_OPEN)
        return;
    if (!is_well(top->status)) {
        if ((top->is_cause && top->confidence >= gate->limit) || top->is_given_up)
            gate->verdict = WATCH_FAILED;
        return;
    }
    if (top->recovery_us != TIMESTAMP_NONE
        && (top->change_us == TIMESTAMP_NONE || top->recovery_us >= top->change_us))
        gate->verdict = WATCH_PASSED;
}

void watch_gate_end(struct watch_gate *gate, const struct watch_top *top)
{
    const enum watch_verdict before = gate->verdict;
    if (before == WATCH_TIME_UP)
        gate->verdict = WATCH_OPEN;
    watch_gate_note(gate, top);
    if (gate->verdict == WATCH_OPEN)
        gate->verdict = before;
}

static void tell_undecided(const struct watch_gate *gate, uint64_t left_out, struct buf *out)
{
    char since[TIMESTAMP_TEXT_BYTES];
    buf_printf(out, "%s: neither a cause at %.0f %% nor %.*s while nothing is wrong",
               gate->verdict == WATCH_TIME_UP ? "time is up" : "the input has ended",
               100 * gate->limit, SLICE_ARG(gate->until));
    if (gate->since_us == TIMESTAMP_NONE)
        return;
    timestamp_format(gate->since_us, since);
    buf_printf(out, " since %s", since);
    if (left_out > 0)
        buf_printf(out,
                   "; older events, or of older tasks: %llu (--since says from when they count)",
                   (unsigned long long)left_out);
}

void watch_gate_tell(const struct watch_gate *gate, const struct watch_top *top, uint64_t left_out,
                     struct buf *out)
{
    switch (gate->verdict) {
    case WATCH_FAILED: buf_printf(out, "failed: %s", top->text); break;
    case WATCH_PASSED:
        buf_printf(out, "passed: %.*s, and nothing is wrong", SLICE_ARG(gate->until));
        break;
    case WATCH_OPEN:
    case WATCH_TIME_UP: tell_undecided(gate, left_out, out); break;
    }
}
