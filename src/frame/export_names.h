/* export_names: what the path of an S3 export of CloudWatch Logs says:
 *
 *     exportedlogs/TASK-OF-EXPORT/ecs-app-3f1c0d2e4b5a69788796a5b4c3d2e1f0/000000.gz
 *
 * where '/' of the stream's name is '-'. Source: CloudWatch Logs User Guide, "Exporting log data to
 * Amazon S3"; getmoto/moto, logs/models.py. Internal to frame/. */
#ifndef FRAME_EXPORT_NAMES_H
#define FRAME_EXPORT_NAMES_H

#include "base/slice.h"

struct export_names {
    struct slice stream;    /* as it stands in the path */
    struct slice task;      /* ECS task id */
    struct slice container; /* empty where a '-' of its own makes it ambiguous */
};

/* Names borrow from the path; all are empty if its folder does not end with a task id. */
struct export_names export_names_of(struct slice path);

#endif
