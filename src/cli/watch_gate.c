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
        if (top->is_cause && top->confidence >= gate->limit)
            gate->verdict = WATCH_FAILED;
        return;
    }
    if (top->recovery_us != TIMESTAMP_NONE
        && (top->change_us == TIMESTAMP_NONE || top->recovery_us >= top->change_us))
        gate->verdict = WATCH_PASSED;
}
