#include "frame/export_names.h"

#include "frame/line_parts.h"

#define TASK_BYTES 32

struct export_names export_names_of(struct slice path)
{
    struct export_names names = { .stream = slice_empty() };
    const size_t end = slice_find_last_byte(path, '/');
    if (end == SLICE_NONE)
        return names;
    struct slice folder = slice_sub(path, 0, end);
    const size_t slash = slice_find_last_byte(folder, '/');
    folder = slash == SLICE_NONE ? folder : slice_from(folder, slash + 1);
    if (folder.len < TASK_BYTES + 2 || folder.ptr[folder.len - TASK_BYTES - 1] != '-'
        || !line_is_task_id(slice_from(folder, folder.len - TASK_BYTES)))
        return names;
    const struct slice head = slice_sub(folder, 0, folder.len - TASK_BYTES - 1);
    const size_t dash = slice_find_byte(head, '-', 0);
    names.stream = folder;
    names.task = slice_from(folder, folder.len - TASK_BYTES);
    if (dash != SLICE_NONE && slice_find_byte(head, '-', dash + 1) == SLICE_NONE)
        names.container = slice_from(head, dash + 1);
    return names;
}
