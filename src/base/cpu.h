/* cpu: what vector instructions this machine has. Who asks has a plain way of the same result. */
#ifndef BASE_CPU_H
#define BASE_CPU_H

#include <stdbool.h>

#if defined __x86_64__ && defined __GNUC__

static inline bool cpu_has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi");
}

/* On vectors of 64 bytes, with masks. */
static inline bool cpu_has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw")
           && __builtin_cpu_supports("bmi");
}

/* … and tables of 128 bytes in registers, and the same on shorter vectors. */
static inline bool cpu_has_avx512_vbmi(void)
{
    return cpu_has_avx512() && __builtin_cpu_supports("avx512vbmi")
           && __builtin_cpu_supports("avx512vbmi2") && __builtin_cpu_supports("bmi2")
           && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("popcnt");
}

#endif

#endif
