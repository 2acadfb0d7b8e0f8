/* WASI preview 1 has no users. */
#pragma once
#include <stddef.h>
#include <sys/types.h>

struct passwd { char *pw_dir; };
static inline uid_t getuid(void) { return 0; }
static inline struct passwd *getpwuid(uid_t user) { (void)user; return NULL; }
static inline struct passwd *getpwnam(const char *name) { (void)name; return NULL; }
