/*
 * What Lua, jq and awk call and WASI preview 1 does not have: no processes, no temporary files. Included before
 * each of their sources (-include), which stay as they are.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static inline int no_system(const char *command) { (void)command; return -1; }
static inline FILE *no_tmpfile(void) { return NULL; }
static inline char *no_mktemp(char *name) { return name; }
static inline char *no_realpath(const char *path, char *to) { (void)path; (void)to; return NULL; }
static inline FILE *no_popen(const char *command, const char *mode) { (void)command; (void)mode; return NULL; }
static inline int no_pclose(FILE *file) { (void)file; return -1; }

#define system no_system
#define tmpfile no_tmpfile
#define mktemp no_mktemp
#define realpath no_realpath
#define popen no_popen
#define pclose no_pclose

#ifdef BUILDS_LUA
/* luaconf.h leaves these to who builds Lua: without longjmp an error ends the program, with its message. */
struct lua_State;
void lua_ends(struct lua_State *L);
#define LUAI_THROW(L, c) lua_ends(L)
#define LUAI_TRY(L, c, a) { a }
#define luai_jmpbuf int
#define LUA_TMPNAMBUFSIZE 32
#define lua_tmpnam(b, e) { e = 1; }
#define l_signalT int
#endif
