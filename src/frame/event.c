#include "frame/event.h"

void event_clip(struct event *event)
{
    struct slice *const names[] = { &event->group,     &event->stream,  &event->task,
                                    &event->container, &event->service, &event->cluster,
                                    &event->region };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i]->len > EVENT_NAME_MAX)
            names[i]->len = EVENT_NAME_MAX;
}

const struct event_line *event_line_at(const struct event *event, size_t at)
{
    size_t low = 0, high = event->line_count;
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        if (event->lines[mid].start <= at)
            low = mid;
        else
            high = mid;
    }
    return &event->lines[low];
}

const char *level_name(enum level level)
{
    switch (level) {
    case LEVEL_NONE: return "";
    case LEVEL_TRACE: return "trace";
    case LEVEL_DEBUG: return "debug";
    case LEVEL_INFO: return "info";
    case LEVEL_WARN: return "warn";
    case LEVEL_ERROR: return "error";
    case LEVEL_FATAL: return "fatal";
    }
    return "";
}
