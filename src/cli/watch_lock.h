/* watch_lock: lets one thread run at a time, in the order in which they ask. Everything that
 * readers and the main loop share is touched by who has it; it is let go only to wait. */
#ifndef CLI_WATCH_LOCK_H
#define CLI_WATCH_LOCK_H

#include <pthread.h>
#include <stdint.h>

struct watch_lock {
    pthread_mutex_t mutex;
    pthread_cond_t turned;
    uint64_t next, serving;
};

void watch_lock_init(struct watch_lock *lock);
void watch_lock_release(struct watch_lock *lock);
void watch_lock_take(struct watch_lock *lock);
void watch_lock_leave(struct watch_lock *lock);

#endif
